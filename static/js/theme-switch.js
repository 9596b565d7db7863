// Light and dark without a reload. The form sends the choice anyway: the server keeps it in a
// cookie and draws the next page in it, so nothing flashes.
//
// Markup: a POST form with class="theme-switch" and buttons name="theme" value="light" and "dark".

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".theme-switch") || !event.submitter) return;

  event.preventDefault();
  document.documentElement.dataset.theme = event.submitter.value;
  fetch(form.action, {
    method: "POST",
    body: new FormData(form, event.submitter),
    redirect: "manual", // the page it leads back to is the one we are on
  }).catch(() => form.submit());
});
