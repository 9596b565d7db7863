// <search-prompt>: the suggestions under the prompt open while somebody types there and close when
// they go on. Arrow keys walk through them, Escape closes.
//
// Markup: around the search form and an <as-you-type> whose answer is <ul class="suggest"> of links
//   (see core/_prompt.html).

class SearchPrompt extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    this.list = this.querySelector("as-you-type");
    this.addEventListener("heed:answered", () => this.#open(this.matches(":focus-within")));
    this.field.addEventListener("focus", () => this.#open(true));
    this.addEventListener("focusout", (event) => this.#open(this.contains(event.relatedTarget)));
    this.addEventListener("keydown", (event) => this.#press(event));
  }

  #open(open) {
    this.list.hidden = !open;
  }

  #press(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // the browser would empty the field
      this.field.focus();
      this.#open(false);
      return;
    }

    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [this.field, ...this.list.querySelectorAll("a")];
    if (!step || stops.length === 1) return;
    event.preventDefault();
    this.#open(true);
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  }
}

customElements.define("search-prompt", SearchPrompt);
