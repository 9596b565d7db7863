// <similar-ideas>: "Mine is different" folds a card in place, Undo brings it back, and a folded
// card stays folded while the list is renewed.
//
// Markup: around an <as-you-type> whose answer has cards <article class="match" data-idea="H-142">,
//   each with [data-choices], holding a <button type="button" data-fold>, and
//   <p data-folded hidden> with a <button type="button" data-unfold>, and a hidden
//   <input name="different" disabled>, which is sent while the card is folded.

class SimilarIdeas extends HTMLElement {
  #different = new Set();

  connectedCallback() {
    this.addEventListener("heed:answered", () => this.#foldAgain());
    this.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-fold], [data-unfold]");
      if (pressed) this.#turn(pressed.closest("[data-idea]"), pressed.matches("[data-fold]"));
    });
  }

  #turn(card, folded) {
    this.#different[folded ? "add" : "delete"](card.dataset.idea);
    this.#draw(card, folded);
    card.querySelector(folded ? "[data-unfold]" : "[data-fold]").focus();
  }

  #foldAgain() {
    for (const card of this.querySelectorAll("[data-idea]")) {
      if (this.#different.has(card.dataset.idea)) this.#draw(card, true);
    }
  }

  #draw(card, folded) {
    card.querySelector("[data-choices]").hidden = folded;
    card.querySelector("[data-folded]").hidden = !folded;
    card.querySelector("[name=different]").disabled = !folded;
  }
}

customElements.define("similar-ideas", SimilarIdeas);
