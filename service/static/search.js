// Search the code list as people type: a dialog with a combobox over a list of codes and what they mean.

export class Search {
  constructor(dialog) {
    this.dialog = dialog;
    this.box = dialog.querySelector("#search-box");
    this.list = dialog.querySelector("#search-list");
    this.box.addEventListener("input", () => this.soon());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.take(row);
    });
  }

  // Ask for a code; `taken` gets it. `dimension` keeps the search within one.
  open({ title, words, dimension, taken }) {
    this.dimension = dimension;
    this.taken = taken;
    this.dialog.querySelector("#search-title").textContent = title;
    this.dialog.querySelector("#search-words").textContent = words;
    this.box.value = "";
    this.list.replaceChildren();
    this.dialog.showModal();
    this.box.focus();
    this.find();
  }

  // What was found for fewer letters must not be taken by an Enter that comes before the answer.
  soon() {
    this.list.replaceChildren();
    this.box.removeAttribute("aria-activedescendant");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), 120);
  }

  async find() {
    const asked = this.box.value;
    const query = new URLSearchParams({ q: asked, limit: "30" });
    if (this.dimension) query.set("dimension", this.dimension);
    try {
      const answer = await fetch(`/codes?${query}`);
      if (asked !== this.box.value) return; // another letter came meanwhile
      if (answer.ok) this.show(await answer.json());
      else this.say(answer.status === 503 ? "The code list is still being opened." : "The code list did not answer.");
    } catch {
      this.say("No connection to the code list.");
    }
  }

  say(words) {
    this.list.replaceChildren(element("p", words));
    this.box.removeAttribute("aria-activedescendant");
  }

  show(codes) {
    this.list.replaceChildren(...codes.map((code, at) => row(code, at)));
    if (codes.length) this.mark(this.list.firstElementChild);
    else this.say("No code has these words.");
  }

  key(event) {
    const current = this.list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" && current?.nextElementSibling) this.mark(current.nextElementSibling);
    else if (event.key === "ArrowUp" && current?.previousElementSibling) this.mark(current.previousElementSibling);
    else if (event.key === "Enter") {
      if (current) this.take(current);
    } else return;
    event.preventDefault();
  }

  mark(row) {
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    row.setAttribute("aria-selected", "true");
    this.box.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  take(row) {
    this.dialog.close();
    this.taken({ code: row.dataset.code, label: row.dataset.label, dimension: row.dataset.dimension });
  }
}

function row(code, at) {
  const item = document.createElement("li");
  item.id = `option-${at}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  Object.assign(item.dataset, { code: code.code, label: code.label, dimension: code.dimension });
  const head = element("p", "");
  head.append(element("span", code.code, "code"), " ", element("strong", code.label));
  head.append(" ", element("span", code.dimension_label, "faint"));
  item.append(head);
  if (code.definition) item.append(element("p", code.definition));
  if (code.includes) item.append(element("p", `Includes: ${code.includes}`, "faint"));
  if (code.excludes) item.append(element("p", `Excludes: ${code.excludes}`, "faint"));
  return item;
}

export function element(tag, text, style = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (style) made.className = style;
  return made;
}
