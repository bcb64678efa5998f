// A search box that proposes: the combobox pattern of the WAI-ARIA Authoring Practices (list, manual selection).
// Without this script the form still searches. The server answers {"results": [{"label", "detail", "url", "id"}]}.
// A choice opens its address; with data-choice="name" on the form it is sent instead, by its id, under that name.
const WAIT = 120;

class Combobox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.url = form.dataset.suggest;
    this.options = [];
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.className = "search__list";
    this.list.id = `${this.input.id}-propositions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Propositions");
    this.list.hidden = true;
    this.said = document.createElement("div");
    this.said.className = "sr-only";
    this.said.setAttribute("role", "status");
    this.form.append(this.list, this.said);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.follow(Number(item.dataset.rank));
    });
  }

  ask() {
    clearTimeout(this.timer);
    this.request?.abort();
    const query = this.input.value.trim();
    if (query.length < 2) return this.close();
    this.timer = setTimeout(() => this.fetch(query), WAIT);
  }

  async fetch(query) {
    this.request = new AbortController();
    const address = new URL(this.url, location.href);
    address.searchParams.set("q", query);
    try {
      const answer = await fetch(address, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status} for ${address.pathname}`);
      this.show((await answer.json()).results ?? []);
    } catch (error) {
      if (error.name === "AbortError") return;
      // The suggestion is only a help: the button still searches. Say so instead of failing in silence.
      this.close();
      this.said.textContent = "Les propositions sont indisponibles. Le bouton Chercher fonctionne toujours.";
      console.warn("suggestions unavailable:", error.message);
    }
  }

  show(results) {
    this.options = results;
    this.active = -1;
    this.list.replaceChildren(
      ...results.map((result, rank) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${rank}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.rank = String(rank);
        item.append(Object.assign(document.createElement("span"), { textContent: result.label }));
        if (result.detail) item.append(" ", Object.assign(document.createElement("small"), { textContent: result.detail }));
        return item;
      }),
    );
    this.list.hidden = results.length === 0;
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    const count = results.length;
    this.said.textContent = count ? `${count} proposition${count > 1 ? "s" : ""}. Flèches haut et bas pour choisir.` : "Aucune proposition.";
  }

  key(event) {
    if (event.key === "Escape") {
      if (!this.list.hidden) event.preventDefault();
      return this.close();
    }
    if (this.list.hidden) return;
    if (event.key === "ArrowDown") this.move(1, event);
    else if (event.key === "ArrowUp") this.move(-1, event);
    else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.follow(this.active);
    }
  }

  move(step, event) {
    event.preventDefault();
    const items = [...this.list.children];
    items[this.active]?.setAttribute("aria-selected", "false");
    // One position more than the items: the field itself, as in the pattern.
    this.active = ((this.active + 1 + step + items.length + 1) % (items.length + 1)) - 1;
    const item = items[this.active];
    if (!item) return this.input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  follow(rank) {
    const choice = this.options[rank];
    if (!choice) return;
    this.input.value = choice.label;
    this.close();
    const name = this.form.dataset.choice;
    if (name) {
      this.input.removeAttribute("name");
      this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: choice.id }));
      this.form.requestSubmit();
    } else if (choice.url) location.assign(choice.url);
    else this.form.requestSubmit();
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const form of document.querySelectorAll("form[data-suggest]")) new Combobox(form);
