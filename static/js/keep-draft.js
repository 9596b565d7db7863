// <keep-draft>: keeps an unfinished text on this device, through sign-in, reload and a closed tab.
//
// Markup: <keep-draft name="idea" data-saved="Draft saved on this device"> around a form; what is
//   typed into its text fields is kept under that name and given back to fields the server left
//   empty. An element with data-draft-note inside shows the words of data-saved.
//   <keep-draft name="idea" posted></keep-draft> on the page that thanks forgets the draft, and a
//   form with data-forget-drafts, as for signing out, forgets all of them.

const PREFIX = "heed-draft:";

class KeepDraft extends HTMLElement {
  #timer;

  connectedCallback() {
    this.key = PREFIX + this.getAttribute("name");
    if (this.hasAttribute("posted")) return localStorage.removeItem(this.key);

    this.#restore();
    this.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#save(), 500);
    });
    addEventListener("pagehide", () => this.#timer && this.#save());
  }

  get #fields() {
    return [...this.querySelectorAll("textarea[name], input[type=text][name]")];
  }

  #save() {
    this.#timer = undefined;
    const texts = Object.fromEntries(this.#fields.map((field) => [field.name, field.value]));
    localStorage.setItem(this.key, JSON.stringify(texts));
    this.#note();
  }

  #restore() {
    const texts = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    for (const field of this.#fields) {
      if (field.value || !texts[field.name]) continue;
      field.value = texts[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
      this.#note();
    }
  }

  #note() {
    const note = this.querySelector("[data-draft-note]");
    if (note) note.textContent = this.dataset.saved;
  }
}

try {
  localStorage.getItem(PREFIX);
  customElements.define("keep-draft", KeepDraft);
  document.addEventListener("submit", forgetDrafts);
} catch {
  // A browser told to store nothing keeps no drafts; the form works as it is.
}

function forgetDrafts(event) {
  if (!event.target.matches("[data-forget-drafts]")) return;
  const drafts = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  drafts.forEach((key) => localStorage.removeItem(key));
}
