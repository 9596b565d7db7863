// A form is sent once, however often the button is pressed. The server would count it once too;
// this saves the second page.
//
// Markup: none. Forms that another script sends prevent the default and are left alone.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.ariaBusy === "true") event.preventDefault();
  form.ariaBusy = "true";
});

// Coming back with the browser's Back shows the page as it was left, also the form.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[aria-busy]")) form.ariaBusy = null;
});
