// <toast-list>: says what just happened, and takes it away again after 8 seconds.
//
// Markup: one per page, in base.html: <toast-list class="toasts" role="status" data-failed="…">
//   with the flashed messages as <p class="toast"><span>text</span></p> and one
//   <span class="vh" data-said></span>.
// Hears, on document: "heed:toast" shows detail.text, or without one the words of data-failed;
//   "heed:say" only speaks it to screen readers.

const SHOWN_FOR = 8000;

class ToastList extends HTMLElement {
  connectedCallback() {
    this.querySelectorAll(".toast").forEach((toast) => this.#expire(toast));
    document.addEventListener("heed:toast", (event) => this.#show(event.detail.text));
    document.addEventListener("heed:say", (event) => this.#say(event.detail.text));
  }

  #show(text = this.dataset.failed) {
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.append(document.createElement("span"));
    toast.firstChild.textContent = text;
    this.append(toast);
    this.#expire(toast);
  }

  #say(text) {
    this.querySelector("[data-said]").textContent = text;
  }

  // Somebody who points at it or tabs into it is still reading.
  #expire(toast) {
    let timer;
    const start = () => { timer = setTimeout(() => toast.remove(), SHOWN_FOR); };
    const stop = () => clearTimeout(timer);

    toast.addEventListener("pointerenter", stop);
    toast.addEventListener("pointerleave", start);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("focusout", start);
    start();
  }
}

customElements.define("toast-list", ToastList);
