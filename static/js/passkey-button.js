// <passkey-button>: asks the device for a passkey, or to make one, and sends its form with the
// answer. Stays hidden where the browser cannot.
//
// Markup: see core/_passkey.html; it stands in a form with the field that data-fills names.
// Answer of data-asks-at: what to ask the device for, as JSON. 401 means that the reader has to
// prove first who they are: the form is sent as it is, and the portal asks.

const readers = {
  get: window.PublicKeyCredential?.parseRequestOptionsFromJSON,
  create: window.PublicKeyCredential?.parseCreationOptionsFromJSON,
};

class PasskeyButton extends HTMLElement {
  connectedCallback() {
    this.verb = "makes" in this.dataset ? "create" : "get";
    if (!readers[this.verb]) return;
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.#go());
  }

  async #go() {
    const form = this.closest("form");
    if (this.asking || (this.verb === "create" && !form.reportValidity())) return;
    this.asking = true;
    try {
      const answer = await this.#ask(form);
      if (answer) form.elements[this.dataset.fills].value = answer;
      form.submit();
    } catch (failure) {
      const isKnown = failure.name === "InvalidStateError";
      this.#say(isKnown ? this.dataset.known : failure.reason ?? this.dataset.failed);
    } finally {
      this.asking = false;
    }
  }

  async #ask(form) {
    const asked = await fetch(this.dataset.asksAt, {
      method: "POST",
      body: new FormData(form),
      headers: { "Heed-Fragment": "1" },
    });
    if (asked.status === 401) return "";
    if (!asked.ok) throw { reason: await asked.text() };
    const publicKey = readers[this.verb].call(PublicKeyCredential, await asked.json());
    const given = await navigator.credentials[this.verb]({ publicKey });
    return JSON.stringify(given.toJSON());
  }

  #say(text) {
    document.dispatchEvent(new CustomEvent("heed:toast", { detail: { text } }));
  }
}

customElements.define("passkey-button", PasskeyButton);
