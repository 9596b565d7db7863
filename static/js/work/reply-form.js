// <reply-form>: choosing what to do with an idea sets whom the answer goes to and the status it
// moves to, and keeps what is typed. Without a script the choices are links that load the page anew.
//
// Markup: <reply-form> around a form with a text field, radio buttons "to", a select "status", and
//   links with data-status and data-to, the present one with aria-current.

class ReplyForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const verdict = event.target.closest("[data-to]");
      if (!verdict || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#choose(verdict);
    });
    this.addEventListener("change", (event) => {
      if (event.target.name === "status") this.#follow(event.target.value);
    });
  }

  #choose(verdict) {
    this.querySelector("select[name=status]").value = verdict.dataset.status;
    this.#mark(verdict);
    this.#address(verdict.dataset.to);
    this.querySelector("textarea").focus();
  }

  // Also a status chosen by hand: a question goes to whoever asked, unless one says otherwise.
  #follow(status) {
    const verdict = this.#verdicts.find((each) => each.dataset.status === status);
    this.#mark(verdict);
    if (verdict?.dataset.to === "submitter") this.#address("submitter");
  }

  #mark(verdict) {
    for (const each of this.#verdicts) each.removeAttribute("aria-current");
    verdict?.setAttribute("aria-current", "true");
  }

  #address(to) {
    const choice = this.querySelector(`[name="to"][value="${to}"]`);
    if (choice) choice.checked = true;
  }

  get #verdicts() {
    return [...this.querySelectorAll("[data-to]")];
  }
}

customElements.define("reply-form", ReplyForm);
