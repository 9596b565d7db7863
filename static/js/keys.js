// Single keys: "/" goes to the prompt, "j" and "k" through a list of ideas or groups of them, "v"
// votes for the one that has the focus. Enter opens it, because the focus is on its link.
//
// Markup: the prompt's field has data-prompt; ideas are .idea, or rows of the inbox's .queue, with a
//   heading that holds a link; groups are .panel.group with a table of ideas. A button with
//   data-key="m" is pressed by that key: the one of the group that has the focus, else one that
//   stands outside all groups.
//   <html data-keys="off"> turns them off, for people who speak to their computer.

const IDEA = ".idea, .queue > li, .panel.group";
const ideas = () => [...document.querySelectorAll(IDEA)];
const current = () => document.activeElement.closest(IDEA) ?? document.querySelector(".queue > .open");

function step(by) {
  const list = ideas();
  const next = list[Math.max(0, list.indexOf(current()) + by)] ?? list.at(-1);
  next?.querySelector(":is(h2, h3, th) a").focus();
}

function press(key) {
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return wanted.find((each) => current()?.contains(each)) ?? wanted.find((each) => !each.closest(IDEA));
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
  const key = event.key.toLowerCase();
  const button = press(key);
  const act = KEYS[key] ?? (button && (() => button.click()));
  if (!act) return;
  event.preventDefault();
  act();
});
