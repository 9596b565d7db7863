// <as-you-type>: shows the server's answer to what is being typed, and never jumps.
//
// Markup: <as-you-type src="/ideas/similar" form="submit" watch="title body board">. `form` is the
//   id of a form, `watch` names the fields of it that are sent; the first decides: from
//   3 characters on. What stands inside stays until the new answer is there; below
//   3 characters the content of its <template>, if it has one, else nothing.
// Fires "heed:answered" after its content changed.

const PAUSE = 300;
const LETTERS = 3;

class AsYouType extends HTMLElement {
  #timer;
  #request = new AbortController();

  connectedCallback() {
    this.form = document.getElementById(this.getAttribute("form"));
    this.names = this.getAttribute("watch").split(" ");
    this.resting = this.querySelector(":scope > template")?.innerHTML ?? "";
    this.form.addEventListener("input", (event) => {
      if (!this.names.includes(event.target.name)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(), PAUSE);
    });
  }

  async #ask() {
    this.#request.abort();
    const typed = this.names.map((name) => [name, this.form.elements[name]?.value ?? ""]);
    if (typed[0][1].trim().length < LETTERS) return this.#show(this.resting);

    this.#request = new AbortController();
    const { signal } = this.#request;
    const slow = setTimeout(() => this.#wait(true), PAUSE);
    try {
      const address = `${this.getAttribute("src")}?${new URLSearchParams(typed)}`;
      const answer = await fetch(address, { headers: { "Heed-Fragment": "1" }, signal });
      if (!answer.ok) throw new Error(answer.statusText);
      this.#show(await answer.text());
    } catch {
      if (!signal.aborted) this.#wait(false); // what stands there is still the best we know
    } finally {
      clearTimeout(slow);
    }
  }

  #show(words) {
    this.#wait(false);
    this.innerHTML = words;
    this.dispatchEvent(new Event("heed:answered", { bubbles: true }));
  }

  #wait(waiting) {
    this.classList.toggle("busy", waiting);
    this.ariaBusy = String(waiting);
  }
}

customElements.define("as-you-type", AsYouType);
