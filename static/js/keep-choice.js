// A choice is kept as soon as it is made. Without a script the form has its own button,
// .without-script.
//
// Markup: <form method="post" data-kept="Kept."> with radio buttons; data-kept is spoken.
// Answer: the form sent with "Heed-Fragment: 1" comes back empty. A refusal has another status and
//   its reason as plain text.

let sent = Promise.resolve(); // one after the other: the last choice is the one that is kept

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-kept]");
  if (!form) return;
  const body = new FormData(form);
  sent = sent.then(() => keep(form, body));
});

async function keep(form, body) {
  try {
    const headers = { "Heed-Fragment": "1" };
    const answer = await fetch(form.action, { method: "POST", body, headers });
    if (answer.status === 401) return form.submit(); // signed out meanwhile: go and sign in
    if (answer.ok) return tell("heed:say", form.dataset.kept);
    tell("heed:toast", await answer.text());
  } catch {
    tell("heed:toast");
  }
}

function tell(event, text) {
  document.dispatchEvent(new CustomEvent(event, { detail: { text } }));
}
