// "Vote for this instead" turns the card of a look-alike into the vote it became; the form around
// it stays as it is.
//
// Markup: <button name="instead" formaction="…" data-failed="…"> in an <article> inside a POST form.
// Answer: the whole form sent with "Heed-Fragment: 1" comes back as the <article> that takes the
//   place of the card. A refusal has another status and its reason as plain text.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[name=instead]");
  if (!button) return;

  event.preventDefault();
  const sent = new FormData(button.form, button);
  button.disabled = true;
  const refuse = (text) => {
    button.disabled = false;
    document.dispatchEvent(new CustomEvent("heed:toast", { detail: { text } }));
  };
  try {
    const headers = { "Heed-Fragment": "1" };
    const answer = await fetch(button.formAction, { method: "POST", body: sent, headers });
    const words = await answer.text();
    if (!answer.ok) return refuse(words);

    const voted = new DOMParser().parseFromString(words, "text/html").querySelector("article");
    button.closest("article").replaceWith(voted);
    voted.querySelector("[role=status]").focus();
  } catch {
    refuse(button.dataset.failed);
  }
});
