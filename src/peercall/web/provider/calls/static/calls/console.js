// The console of a call: fields that save themselves at each pause, points with one-key marks, finding by typing.
import { Outbox, subjectKey } from "./entries.js";

const root = document.getElementById("console");
const data = JSON.parse(document.getElementById("console-data").textContent);
const state = document.getElementById("save-state");
const PAUSE = 700;
const MARKS = ["said", "accepted", "disputed", "new_to_them", "not_discussed"];

const outbox = new Outbox({
  call: root.dataset.call,
  user: document.documentElement.dataset.user,
  url: root.dataset.entries,
  token: document.querySelector("meta[name=csrf]").content,
  changed: () => show(),
  told: (tone, words, waiting) => {
    state.className = `pill ${tone === "busy" ? "" : tone}`;
    state.textContent = words + (waiting ? ` (${waiting} waiting)` : "");
    root.dataset.saved = String(tone === "good");
  },
});

// --- fields: input, select, textarea, radio groups with data-kind and data-subject
const dirty = new Map(); // element -> timer
const fields = () => root.querySelectorAll("[data-kind][data-subject]");
const valueOf = (field) => (field.type === "radio" ? (field.checked ? field.value : null) : field.value.trim());

function commit(field) {
  clearTimeout(dirty.get(field));
  dirty.delete(field);
  const value = valueOf(field);
  if (field.type === "radio" && value === null) return;
  const stands = outbox.standing(field.dataset.kind, field.dataset.subject);
  if ((stands?.entry.value ?? "") === value) { outbox.settled(); return outbox.dropDraft(field.dataset.kind, field.dataset.subject); }
  outbox.add(field.dataset.kind, field.dataset.subject, value || null);
}

outbox.typing = () => dirty.size > 0 || promises.size > 0;
const typing = () => outbox.told("busy", "Typing");
root.addEventListener("input", (event) => {
  const row = event.target.closest("[data-promise]");
  if (row) { typing(); return promiseTyped(row); }
  const field = event.target.closest("[data-kind][data-subject]");
  if (!field) return;
  typing();
  if (field.type === "radio") return commit(field);
  outbox.keepDraft(field.dataset.kind, field.dataset.subject, field.value);
  clearTimeout(dirty.get(field));
  dirty.set(field, setTimeout(() => commit(field), PAUSE));
  if (field.dataset.kind === "note") suggest(field);
});
root.addEventListener("focusout", (event) => { if (dirty.has(event.target)) commit(event.target); });
addEventListener("pagehide", () => { for (const field of [...dirty.keys()]) commit(field); for (const row of [...promises.keys()]) commitPromise(row); });

// --- lists: notes, new facts, their reasons, our objections; each line is a subject of its own
const LISTS = { note: "notes", new_fact: "new-facts", reason: "reasons", objection: "objections" };
function line(kind, subject, value = "") {
  const list = document.getElementById(LISTS[kind]);
  const made = document.getElementById("line").content.firstElementChild.cloneNode(true);
  const field = made.querySelector("textarea");
  field.dataset.kind = kind;
  field.dataset.subject = subject;
  field.value = value;
  field.setAttribute("aria-label", list.dataset.label);
  made.querySelector("[data-take-back]").setAttribute("aria-label", `Take back: ${list.dataset.label}`);
  list.append(made);
  grow(field);
  return field;
}
const grow = (field) => { field.rows = Math.max(1, Math.min(12, field.value.split("\n").length + Math.floor(field.value.length / 70))); };
root.addEventListener("input", (event) => { if (event.target.matches(".lines textarea")) grow(event.target); });
root.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-add]");
  if (adder) return line(adder.dataset.add, crypto.randomUUID()).focus();
  const ready = event.target.closest("[data-say-line]");
  if (ready) return void outbox.add(ready.dataset.sayLine, crypto.randomUUID(), ready.dataset.text);
  const back = event.target.closest("[data-take-back]");
  if (!back) return;
  const row = back.closest(".line, [data-promise]");
  const { kind, subject } = row.dataset.promise ? { kind: "commitment", subject: row.dataset.promise } : row.querySelector("[data-kind]").dataset;
  clearTimeout(promises.get(row));
  promises.delete(row);
  if (outbox.standing(kind, subject)) outbox.add(kind, subject, null);
  else outbox.dropDraft(kind, subject);
  row.remove();
});
root.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !event.target.matches(".lines textarea")) return;
  event.preventDefault();
  commit(event.target);
  line(event.target.dataset.kind, crypto.randomUUID()).focus();
});

// --- promises: who, what in their words, by when
const promises = new Map();
function promise(subject, value = {}) {
  const made = document.getElementById("promise").content.firstElementChild.cloneNode(true);
  made.dataset.promise = subject;
  for (const field of made.querySelectorAll("[data-part-of]")) field.value = value[field.dataset.partOf] ?? field.value;
  document.getElementById("promises").append(made);
  return made;
}
function promiseValue(row) {
  const value = {};
  for (const field of row.querySelectorAll("[data-part-of]")) if (field.value.trim()) value[field.dataset.partOf] = field.value.trim();
  return value.what ? value : null;
}
function promiseTyped(row) {
  const value = promiseValue(row);
  if (value) outbox.keepDraft("commitment", row.dataset.promise, value);
  clearTimeout(promises.get(row));
  promises.set(row, setTimeout(() => commitPromise(row), PAUSE));
}
const same = (a, b) => JSON.stringify(a && Object.entries(a).sort()) === JSON.stringify(b && Object.entries(b).sort());
function commitPromise(row) {
  clearTimeout(promises.get(row));
  promises.delete(row);
  const value = promiseValue(row);
  const stands = outbox.standing("commitment", row.dataset.promise);
  if (same(stands?.entry.value ?? null, value)) return outbox.settled();
  if (value || stands) outbox.add("commitment", row.dataset.promise, value);
}
root.addEventListener("click", (event) => {
  if (event.target.closest("[data-add-promise]")) promise(crypto.randomUUID()).querySelector("[data-part-of=what]").focus();
});

// --- marks
const points = () => [...root.querySelectorAll("[data-point]:not([hidden])")];
function setMark(point, mark) {
  const stands = outbox.standing("mark", point.dataset.point);
  outbox.add("mark", point.dataset.point, stands?.entry.value === mark ? null : mark);
}
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark]");
  if (button) setMark(button.closest("[data-point]"), button.dataset.mark);
});

// --- finding: type what they say, the matching point, answer or phrase comes up
const find = document.getElementById("find");
const found = document.getElementById("found");
const wordsOf = (text) => text.toLowerCase().split(/[^a-z0-9./-]+/).filter((word) => word.length > 1 && !data.common.includes(word));
function score(words, text) {
  let sum = 0;
  for (const word of words) if (text.includes(word)) sum += word.length > 3 ? 2 : 1;
  return sum;
}
find.addEventListener("input", () => {
  const words = wordsOf(find.value);
  const scored = [...root.querySelectorAll("[data-point]")].map((point) => [score(words, point.dataset.words), point]);
  const best = Math.max(0, ...scored.map(([sum]) => sum));
  for (const [sum, point] of scored) point.hidden = words.length > 0 && best > 0 && sum < Math.max(1, best / 2);
  const list = document.getElementById("points");
  scored.sort(([a, one], [b, two]) => (words.length ? b - a : 0) || Number(one.dataset.place) - Number(two.dataset.place)).forEach(([, point]) => list.append(point));
  for (const phrase of root.querySelectorAll("[data-phrase]")) {
    phrase.hidden = words.length > 0 && score(words, phrase.dataset.words) === 0;
    if (words.length && !phrase.hidden) for (let box = phrase.parentElement; box?.tagName === "DETAILS"; box = box.parentElement) box.open = true;
  }
  const shown = points().length;
  found.textContent = !words.length ? "" : best ? `${shown} of ${scored.length} points fit` : "No point uses these words. All are shown; write the sentence down as their reason.";
  suggest(find);
});
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && find.value.trim()) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) keepReason();
    else points()[0]?.focus();
  } else if (event.key === "ArrowDown") { event.preventDefault(); points()[0]?.focus(); }
  else if (event.key === "Escape") { find.value = ""; find.dispatchEvent(new Event("input", { bubbles: true })); }
});
function keepReason() {
  if (!find.value.trim()) return;
  outbox.add("reason", crypto.randomUUID(), find.value.trim());
  found.textContent = "Noted as their reason.";
}
document.getElementById("keep-reason").addEventListener("click", keepReason);

// --- a sentence that helps nobody is answered with the measured fact
const instead = document.getElementById("instead");
function suggest(field) {
  const text = ` ${field.value.toLowerCase()} `;
  const hit = data.instead.find((one) => one.words.some((word) => text.includes(word)));
  instead.hidden = !hit;
  if (!hit) return;
  instead.querySelector("[data-why]").textContent = `${hit.why}. ${hit.say}:`;
  const list = instead.querySelector("ul");
  list.replaceChildren(...(hit.facts.length ? hit.facts : [{ text: "The record holds no such fact. Say that it will be sent.", marks: [] }]).map((fact) => {
    const item = document.createElement("li");
    item.textContent = fact.text + (fact.marks.length ? ` [${fact.marks.join(", ")}]` : "");
    return item;
  }));
}

// --- the four parts, with gentle time
const started = Date.parse(root.dataset.started);
const parts = [...root.querySelectorAll("[data-part]")];
const begin = (number) => {
  outbox.add("part", String(number), new Date().toISOString());
  parts[number - 1].scrollIntoView({ block: "nearest" });
};
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-begin-part]");
  if (button) begin(Number(button.dataset.beginPart));
});
const elapsed = document.getElementById("elapsed");
function tick() {
  if (root.dataset.state !== "open") return;
  const minutes = Math.floor((Date.now() - started) / 60000);
  const planned = Number(root.dataset.minutes);
  elapsed.textContent = minutes < 1 ? "just begun" : `${minutes} min`;
  const left = planned - minutes;
  document.getElementById("time-left").textContent = left > 2 ? "" : left > 0 ? `about ${left} min left: the ask and the close` : "past the planned time: ask to finish or to fix a time";
}
setInterval(tick, 5000);
tick();

// --- what stands, drawn into the page; a field somebody is typing into is left alone
function show() {
  const standing = outbox.state();
  for (const [key, stands] of standing) {
    const [kind, subject] = key.split("\u0000");
    if (kind in LISTS && !root.querySelector(`.lines [data-kind="${kind}"][data-subject="${CSS.escape(subject)}"]`)) line(kind, subject, String(stands.entry.value));
    if (kind === "commitment" && !root.querySelector(`[data-promise="${CSS.escape(subject)}"]`)) promise(subject, stands.entry.value);
  }
  for (const field of fields()) {
    const stands = standing.get(subjectKey(field.dataset.kind, field.dataset.subject));
    const value = stands ? String(stands.entry.value) : "";
    if (field.type === "radio") field.checked = value === field.value;
    else if (!dirty.has(field) && field !== document.activeElement && field.value !== value && (stands || [...outbox.entries.values()].some((one) => one.kind === field.dataset.kind && one.subject === field.dataset.subject))) field.value = value;
    if (!stands && field.closest(".line") && !dirty.has(field) && field !== document.activeElement && !field.value) field.closest(".line").remove();
    conflict(field, stands);
  }
  for (const row of root.querySelectorAll("[data-promise]")) {
    const stands = standing.get(subjectKey("commitment", row.dataset.promise));
    if (!stands && !promises.has(row) && !row.contains(document.activeElement) && !promiseValue(row)) { row.remove(); continue; }
    if (!stands && !promises.has(row) && [...outbox.entries.values()].some((one) => one.subject === row.dataset.promise)) { row.remove(); continue; }
    if (stands && !promises.has(row) && !row.contains(document.activeElement))
      for (const field of row.querySelectorAll("[data-part-of]")) field.value = stands.entry.value[field.dataset.partOf] ?? (field.tagName === "SELECT" ? field.value : "");
    conflict(row, stands, row.dataset.promise);
  }
  for (const point of root.querySelectorAll("[data-point]")) {
    const stands = standing.get(subjectKey("mark", point.dataset.point));
    for (const button of point.querySelectorAll("[data-mark]")) button.setAttribute("aria-pressed", String(stands?.entry.value === button.dataset.mark));
    point.dataset.marked = stands?.entry.value ?? "";
    conflict(point.querySelector(".marks"), stands, point.dataset.point);
  }
  const begun = parts.filter((part) => standing.has(subjectKey("part", part.dataset.part)));
  const now = begun.at(-1)?.dataset.part ?? "1";
  for (const step of root.querySelectorAll("[data-begin-part]")) {
    if (step.dataset.beginPart === now) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
  document.getElementById("two-windows").hidden = ![...standing.values()].some((one) => one.others.length);
}

function conflict(place, stands, subject) {
  const holder = place.closest(".line, .field, [data-promise], [data-point]");
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
  const words = (value) => (typeof value === "object" ? [value.who, value.what, value.due].filter(Boolean).join(", ") : String(value).replaceAll("_", " "));
  const choose = (label, value) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "compact";
    button.textContent = label;
    button.addEventListener("click", () => outbox.add(kind, subject ?? stands.entry.subject, value));
    box.append(button);
  };
  for (const value of values) choose(words(value).slice(0, 60), value);
  if (values.every((value) => typeof value === "string") && kind !== "mark" && place.type !== "radio") choose("Keep both", values.slice().reverse().join("\n"));
  holder.append(box);
}

// --- keys: 1-5 mark the point in focus, up and down move, f finds, n notes, p promises, e ends
let went = 0; // after g a letter goes to a place (common/keys.js)
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (Date.now() - went < 1500) { went = 0; return; }
  if (event.key === "g" && !event.target.closest("input, textarea, select, dialog")) { went = Date.now(); return; }
  const point = document.activeElement?.closest?.("[data-point]");
  const inField = event.target.closest("input, textarea, select, dialog");
  if (point && !inField) {
    const number = Number(event.key);
    if (number >= 1 && number <= MARKS.length) { event.preventDefault(); event.stopPropagation(); return setMark(point, MARKS[number - 1]); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const shown = points();
      return shown[Math.max(0, Math.min(shown.length - 1, shown.indexOf(point) + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
    }
  }
  if (inField) { if (event.key === "Escape") document.activeElement.blur(); return; }
  const act = {
    f: () => find.focus(),
    "/": () => find.focus(),
    r: () => root.querySelector('[data-kind="reviewer"]').focus(),
    n: () => line("note", crypto.randomUUID()).focus(),
    p: () => promise(crypto.randomUUID()).querySelector("[data-part-of=what]").focus(),
    c: () => document.getElementById("closing").querySelector("input, select, textarea")?.focus(),
    e: () => document.getElementById("hang-up")?.focus(),
  }[event.key];
  if (act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
}, true);

// --- hanging up waits for what is not saved yet, but never blocks
document.getElementById("hang-up-form")?.addEventListener("submit", async (event) => {
  for (const field of [...dirty.keys()]) commit(field);
  for (const row of [...promises.keys()]) commitPromise(row);
  if (!outbox.pending.length || event.target.dataset.sent) return;
  event.preventDefault();
  for (let tries = 0; outbox.pending.length && tries < 40; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
  event.target.dataset.sent = "1";
  event.target.requestSubmit();
});

const adoptDrafts = () => {
  for (const { kind, subject, value } of outbox.drafts()) {
    const stands = outbox.standing(kind, subject);
    if (JSON.stringify(stands?.entry.value ?? "") !== JSON.stringify(value)) outbox.add(kind, subject, value);
  }
};
outbox.ask().then(() => {
  adoptDrafts();
  setTimeout(adoptDrafts, 5000);
  show();
  outbox.settled();
  root.dataset.ready = "true";
});
setInterval(() => outbox.ask(), 4000);
