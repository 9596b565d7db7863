// Counts the letters of a field while they are typed.
//
// Markup: <span data-count-of="id of the field" data-words="{n} of 120">0 of 120</span>.

for (const count of document.querySelectorAll("[data-count-of]")) {
  const field = document.getElementById(count.dataset.countOf);
  const show = () => {
    count.textContent = count.dataset.words.replace("{n}", field.value.length);
  };
  field.addEventListener("input", show);
  show();
}
