// Choosing a filter shows the list at once. Without a script the form has its own button,
// .without-script.
//
// Markup: <form method="get" data-filters> with selects.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-filters] select")) event.target.form.requestSubmit();
});
