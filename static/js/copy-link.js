// Copies an address. The field beside the button can be copied by hand, so the button hides
// without a script.
//
// Markup: <button type="button" class="with-script" data-copy="id of the field"
//   data-copied="Copied">.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  const detail = { text: button.dataset.copied };
  document.dispatchEvent(new CustomEvent("heed:toast", { detail }));
});
