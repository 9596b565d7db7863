// Single keys: "/" goes to the prompt, "j" and "k" through a list of ideas, "v" votes for the one
// that has the focus. Enter opens it, because the focus is on its link.
//
// Markup: the prompt's field has data-prompt; ideas are .idea, or rows of the inbox's .queue, with a
//   heading that holds a link.
//   <html data-keys="off"> turns them off, for people who speak to their computer.

const IDEA = ".idea, .queue > li";
const ideas = () => [...document.querySelectorAll(IDEA)];
const current = () => document.activeElement.closest(IDEA) ?? document.querySelector(".queue > .open");

function step(by) {
  const list = ideas();
  const next = list[Math.max(0, list.indexOf(current()) + by)] ?? list.at(-1);
  next?.querySelector(":is(h2, h3) a").focus();
}

const KEYS = {
  "/": () => document.querySelector("[data-prompt]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  v: () => current()?.querySelector(".vote:is(a, button)")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.keys === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
