// <ballot-keys>: answers a card by its numbers. 1 to 9 and 0, which is 10, choose on the scale that
// has the focus, else on the first that is not answered yet; Ctrl Enter saves the card.
//
// Markup: <ballot-keys tabindex="-1"> around a form whose scales are fieldsets with data-scale, a
//   legend and radio buttons; its first button, that nobody sees, saves. They are heard only while the focus is in
//   here and in no text, and <html data-keys="off"> turns the single ones off.
// Says, on document: "heed:say" with what was chosen, where the focus is not on that scale.

const TEXT = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

class BallotKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.altKey) return;
      const { key, ctrlKey, metaKey } = event;
      const isLink = event.target.closest("a"); // Ctrl Enter opens it in a tab of its own
      if (key === "Enter" && (ctrlKey || metaKey) && !isLink) this.#save(event);
      else if (/^[0-9]$/.test(key) && !ctrlKey && !metaKey) this.#choose(event);
    });
  }

  #save(event) {
    event.preventDefault();
    this.querySelector("form").requestSubmit(this.querySelector("button"));
  }

  #choose(event) {
    if (document.documentElement.dataset.keys === "off" || event.target.closest(TEXT)) return;
    const focused = event.target.closest("[data-scale]");
    const scale = focused ?? this.querySelector("[data-scale]:not(:has(:checked))");
    const score = scale?.querySelector(`[value="${event.key === "0" ? 10 : event.key}"]`);
    if (!score) return;
    event.preventDefault();
    score.checked = true;
    if (focused) return score.focus();
    const text = `${scale.querySelector("legend").textContent} ${score.value}`;
    document.dispatchEvent(new CustomEvent("heed:say", { detail: { text } }));
  }
}

customElements.define("ballot-keys", BallotKeys);
