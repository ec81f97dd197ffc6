// What is typed in a call: fields that save themselves at each pause, lists whose every line is a subject of its own, rows
// of several parts, and the choice where two windows wrote different things. Both consoles are made of it.
import { subjectKey } from "./call_entries.js";

const PAUSE = 700;
const same = (a, b) => JSON.stringify(a && Object.entries(a).sort()) === JSON.stringify(b && Object.entries(b).sort());

export class CallFields {
  // lists: kind -> (subject) => element that holds its lines. rows: kind -> { holder(subject), template, needs, words(value) }.
  // typed(field): something was typed. skips(kind, subject): it stands and is not shown as a field.
  constructor({ root, outbox, lists, rows = {}, typed = () => {}, skips = () => false }) {
    Object.assign(this, { root, outbox, lists, rows, typed, skips });
    this.dirty = new Map(); // field -> timer
    this.dirtyRows = new Map(); // row -> timer
    outbox.typing = () => this.dirty.size > 0 || this.dirtyRows.size > 0;
    root.addEventListener("input", (event) => this.#input(event));
    root.addEventListener("focusout", (event) => { if (this.dirty.has(event.target)) this.commit(event.target); });
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("keydown", (event) => this.#enter(event));
    addEventListener("pagehide", () => this.commitAll());
  }

  commitAll() {
    for (const field of [...this.dirty.keys()]) this.commit(field);
    for (const row of [...this.dirtyRows.keys()]) this.commitRow(row);
  }

  // --- fields: input, select, textarea, radio groups with data-kind and data-subject
  #input(event) {
    const row = event.target.closest("[data-row]");
    if (row) { this.outbox.told("busy", "Typing"); return this.#rowTyped(row); }
    const field = event.target.closest("[data-kind][data-subject]");
    if (!field) return;
    this.outbox.told("busy", "Typing");
    if (field.matches(".lines textarea")) this.grow(field);
    if (field.type === "radio") return this.commit(field);
    this.outbox.keepDraft(field.dataset.kind, field.dataset.subject, field.value);
    clearTimeout(this.dirty.get(field));
    this.dirty.set(field, setTimeout(() => this.commit(field), PAUSE));
    this.typed(field);
  }

  commit(field) {
    clearTimeout(this.dirty.get(field));
    this.dirty.delete(field);
    const value = field.type === "radio" ? (field.checked ? field.value : null) : field.value.trim();
    if (field.type === "radio" && value === null) return;
    const stands = this.outbox.standing(field.dataset.kind, field.dataset.subject);
    if ((stands?.entry.value ?? "") === value) { this.outbox.settled(); return this.outbox.dropDraft(field.dataset.kind, field.dataset.subject); }
    this.outbox.add(field.dataset.kind, field.dataset.subject, value || null);
  }

  // --- lists
  line(kind, subject, value = "") {
    const list = this.lists[kind](subject);
    const made = document.getElementById("line").content.firstElementChild.cloneNode(true);
    const field = made.querySelector("textarea");
    field.dataset.kind = kind;
    field.dataset.subject = subject;
    field.value = value;
    field.setAttribute("aria-label", list.dataset.label);
    made.querySelector("[data-take-back]").setAttribute("aria-label", `Take back: ${list.dataset.label}`);
    list.append(made);
    this.grow(field);
    return field;
  }
  grow(field) { field.rows = Math.max(1, Math.min(12, field.value.split("\n").length + Math.floor(field.value.length / 70))); }

  #click(event) {
    const back = event.target.closest("[data-take-back]");
    if (!back) return;
    const row = back.closest(".line, [data-row]");
    const { kind, subject } = row.dataset.row ? { kind: row.dataset.row, subject: row.dataset.of } : row.querySelector("[data-kind]").dataset;
    clearTimeout(this.dirtyRows.get(row));
    this.dirtyRows.delete(row);
    if (this.outbox.standing(kind, subject)) this.outbox.add(kind, subject, null);
    else this.outbox.dropDraft(kind, subject);
    row.remove();
  }

  #enter(event) {
    if (event.key !== "Enter" || event.shiftKey || !event.target.matches(".lines textarea")) return;
    event.preventDefault();
    this.commit(event.target);
    const { kind, subject } = event.target.dataset;
    this.line(kind, this.next(subject)).focus();
  }
  // the subject of one more line: `part/id` stays within its part
  next(subject = "") { return subject.includes("/") ? `${subject.slice(0, subject.indexOf("/"))}/${crypto.randomUUID()}` : crypto.randomUUID(); }

  // --- rows of several parts: what is promised, what is new to the file
  row(kind, subject, value = {}) {
    const { holder, template } = this.rows[kind];
    const place = holder(subject);
    const source = place.querySelector(":scope > template") ?? document.getElementById(template);
    const made = source.content.firstElementChild.cloneNode(true);
    made.dataset.row = kind;
    made.dataset.of = subject;
    for (const field of made.querySelectorAll("[data-part-of]")) field.value = value[field.dataset.partOf] ?? field.value;
    place.append(made);
    return made;
  }
  rowValue(row) {
    const value = {};
    for (const field of row.querySelectorAll("[data-part-of]")) if (field.value.trim()) value[field.dataset.partOf] = field.value.trim();
    return value[this.rows[row.dataset.row].needs] ? value : null;
  }
  #rowTyped(row) {
    const value = this.rowValue(row);
    if (value) this.outbox.keepDraft(row.dataset.row, row.dataset.of, value);
    clearTimeout(this.dirtyRows.get(row));
    this.dirtyRows.set(row, setTimeout(() => this.commitRow(row), PAUSE));
  }
  commitRow(row) {
    clearTimeout(this.dirtyRows.get(row));
    this.dirtyRows.delete(row);
    const value = this.rowValue(row);
    const stands = this.outbox.standing(row.dataset.row, row.dataset.of);
    if (same(stands?.entry.value ?? null, value)) return this.outbox.settled();
    if (value || stands) this.outbox.add(row.dataset.row, row.dataset.of, value);
  }

  // --- marks of a point: one stands, the same again takes it back
  mark(point, mark) {
    const stands = this.outbox.standing("mark", point.dataset.point);
    this.outbox.add("mark", point.dataset.point, stands?.entry.value === mark ? null : mark);
  }

  // --- what stands, drawn into the page; a field somebody is typing into is left alone
  show() {
    const standing = this.outbox.state();
    const known = new Set([...this.outbox.entries.values()].map((one) => subjectKey(one.kind, one.subject)));
    for (const [key, stands] of standing) {
      const [kind, subject] = key.split("\u0000");
      if (this.skips(kind, subject)) continue;
      if (kind in this.lists && !this.root.querySelector(`.lines [data-kind="${kind}"][data-subject="${CSS.escape(subject)}"]`)) this.line(kind, subject, String(stands.entry.value));
      if (kind in this.rows && !this.root.querySelector(`[data-row="${kind}"][data-of="${CSS.escape(subject)}"]`)) this.row(kind, subject, stands.entry.value);
    }
    for (const field of this.root.querySelectorAll("[data-kind][data-subject]")) this.#showField(field, standing, known);
    for (const row of this.root.querySelectorAll("[data-row]")) this.#showRow(row, standing, known);
    for (const point of this.root.querySelectorAll("[data-point]")) {
      const stands = standing.get(subjectKey("mark", point.dataset.point));
      for (const button of point.querySelectorAll("[data-mark]")) button.setAttribute("aria-pressed", String(stands?.entry.value === button.dataset.mark));
      point.dataset.marked = stands?.entry.value ?? "";
      this.#conflict(point.querySelector(".marks"), stands, point.dataset.point);
    }
    document.getElementById("two-windows").hidden = ![...standing.values()].some((one) => one.others.length);
    return standing;
  }

  #showField(field, standing, known) {
    const key = subjectKey(field.dataset.kind, field.dataset.subject);
    const stands = standing.get(key);
    const value = stands ? String(stands.entry.value) : "";
    const left = this.dirty.has(field) || field === document.activeElement;
    if (field.type === "radio") field.checked = value === field.value;
    else if (!left && field.value !== value && (stands || known.has(key))) field.value = value;
    if (!stands && field.closest(".line") && !left && !field.value) field.closest(".line").remove();
    this.#conflict(field, stands);
  }

  #showRow(row, standing, known) {
    const key = subjectKey(row.dataset.row, row.dataset.of);
    const stands = standing.get(key);
    if (!stands && !this.dirtyRows.has(row) && (known.has(key) || (!row.contains(document.activeElement) && !this.rowValue(row)))) return row.remove();
    if (stands && !this.dirtyRows.has(row) && !row.contains(document.activeElement))
      for (const field of row.querySelectorAll("[data-part-of]")) field.value = stands.entry.value[field.dataset.partOf] ?? (field.tagName === "SELECT" ? field.value : "");
    this.#conflict(row, stands, row.dataset.of);
  }

  #conflict(place, stands, subject) {
    const holder = place.closest(".line, [data-row], .field, [data-point]");
    holder.querySelector(":scope > .conflict")?.remove();
    if (!stands?.others.length) return;
    const box = document.createElement("div");
    box.className = "conflict alert warn";
    box.setAttribute("role", "status");
    const text = document.createElement("div");
    text.className = "text grow";
    text.textContent = "Two windows wrote different things here. Which one stands?";
    box.append(text);
    const kind = stands.entry.kind;
    const values = [stands.entry, ...stands.others].map((one) => one.value);
    const words = (value) => (typeof value === "object" ? this.rows[kind].words(value) : String(value).replaceAll("_", " "));
    const choose = (label, value) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "compact";
      button.textContent = label;
      button.addEventListener("click", () => this.outbox.add(kind, subject ?? stands.entry.subject, value));
      box.append(button);
    };
    for (const value of values) choose(words(value).slice(0, 60), value);
    if (values.every((value) => typeof value === "string") && kind !== "mark" && place.type !== "radio") choose("Keep both", values.slice().reverse().join("\n"));
    holder.append(box);
  }

  // --- what earlier windows left, and asking for what others wrote
  open() {
    const adopt = () => {
      for (const { kind, subject, value } of this.outbox.drafts()) {
        const stands = this.outbox.standing(kind, subject);
        if (JSON.stringify(stands?.entry.value ?? "") !== JSON.stringify(value)) this.outbox.add(kind, subject, value);
      }
    };
    setInterval(() => this.outbox.ask(), 4000);
    return this.outbox.ask().then(() => {
      adopt();
      setTimeout(adopt, 5000);
      this.outbox.changed();
      this.outbox.settled();
      this.root.dataset.ready = "true";
    });
  }

  // --- a form that ends the call keeps the moment, waits for what is not saved yet, and for the line: a page that is
  // left without a line is a page lost
  waitFor(form) {
    form?.addEventListener("submit", (event) => {
      this.commitAll();
      if (form.dataset.sent) return;
      event.preventDefault();
      if (form.dataset.waits) return;
      form.dataset.waits = "1";
      if (form.elements.ended_at) form.elements.ended_at.value = new Date().toISOString();
      this.#end(form, event.submitter);
    });
  }
  async #end(form, submitter) {
    const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    for (let tries = 0; this.outbox.pending.length && tries < 40; tries++) await pause(100);
    while (!(await this.outbox.reached())) {
      this.outbox.told("warn", "No connection. The end of the call is noted here and sent when the line is back. Keep this page open.", this.outbox.pending.length);
      await pause(1500);
    }
    for (let tries = 0; this.outbox.pending.length && tries < 40; tries++) await pause(100);
    form.dataset.sent = "1";
    form.requestSubmit(submitter);
  }
}
