// <vote-button>: casts or withdraws a vote without leaving the page.
//
// Markup: <vote-button data-announce="Voted. 288 people."> around a POST form whose button is a
//   .vote with aria-pressed; everything else inside is free (see core/_vote.html).
// Answer: the same form sent with "Heed-Fragment: 1" comes back as a page part with a new
//   <vote-button>, which takes the place of this one; its data-announce is spoken. A refusal has
//   another status and its reason as plain text.

class VoteButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.#send(event));
  }

  async #send(event) {
    const form = event.target;
    const button = event.submitter ?? form.querySelector("button");
    if (!button.matches(".vote")) return; // another form of the panel, sent the plain way

    event.preventDefault();
    const before = button.getAttribute("aria-pressed");
    if (this.sending) return;
    this.sending = true;
    button.setAttribute("aria-pressed", String(before !== "true")); // the answer only confirms it
    try {
      const { fresh, reason } = await this.#ask(form, button);
      if (fresh) return this.#settle(button, fresh, before);
      this.#giveBack(button, before, reason);
    } catch {
      this.#giveBack(button, before);
    }
  }

  async #ask(form, button) {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, button),
      headers: { "Heed-Fragment": "1" },
    });
    const words = await answer.text();
    if (answer.status === 401) form.submit(); // signed out meanwhile: go and sign in
    if (!answer.ok) return { reason: words };

    const page = new DOMParser().parseFromString(words, "text/html");
    return { fresh: page.querySelector("vote-button") };
  }

  async #settle(button, fresh, before) {
    const motions = button.getAnimations({ subtree: true });
    await Promise.allSettled(motions.map((motion) => motion.finished));
    const pressed = fresh.querySelector(".vote");
    if (before !== "true") pressed.dataset.just = "voted";
    const hadFocus = this.contains(document.activeElement);
    this.replaceWith(fresh);
    if (hadFocus) pressed.focus({ preventScroll: true });
    const detail = { text: fresh.dataset.announce };
    document.dispatchEvent(new CustomEvent("heed:say", { detail }));
  }

  #giveBack(button, before, reason) {
    this.sending = false;
    button.setAttribute("aria-pressed", before);
    document.dispatchEvent(new CustomEvent("heed:toast", { detail: { text: reason } }));
  }
}

customElements.define("vote-button", VoteButton);
