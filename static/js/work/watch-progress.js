// <watch-progress>: keeps the state of an import on the page as it goes on.
//
// Markup: <watch-progress> around what the present address answers to "Heed-Fragment: 1"; while
//   something inside has data-goes-on, it is asked for again.

class WatchProgress extends HTMLElement {
  connectedCallback() {
    this.#wait();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  #wait() {
    if (this.querySelector('[data-goes-on]')) {
      this.timer = setTimeout(() => this.#ask(), 1500);
    }
  }

  async #ask() {
    try {
      const answer = await fetch(location.href, { headers: { 'Heed-Fragment': '1' } });
      if (answer.ok) this.innerHTML = await answer.text();
    } catch {
      // The next try may reach the server again.
    }
    this.#wait();
  }
}

customElements.define('watch-progress', WatchProgress);
