// The reviewer's call: notes and new information that save themselves, marks by one key, the clock, the log form.
import { Outbox } from "../common/call_entries.js";
import { CallFields } from "../common/call_fields.js";

const root = document.getElementById("review-call");
const data = JSON.parse(document.getElementById("call-data").textContent);
const state = document.getElementById("save-state");
const form = document.getElementById("log-form");
const filed = new Set(data.filed);
const MARKS = ["said", "accepted", "disputed", "new_to_them", "not_discussed"];
const fileOf = (subject) => subject.slice(0, subject.indexOf("/"));

const outbox = new Outbox({
  call: root.dataset.call,
  user: document.documentElement.dataset.user,
  url: root.dataset.entries,
  token: document.querySelector("meta[name=csrf]").content,
  changed: () => fields.show(),
  told: (tone, words, waiting) => {
    state.className = `pill ${tone === "busy" ? "" : tone}`;
    state.textContent = words + (waiting ? ` (${waiting} waiting)` : "");
  },
});
const fields = new CallFields({
  root,
  outbox,
  lists: { note: (subject) => document.getElementById(`notes-${fileOf(subject)}`) },
  rows: {
    new_fact: {
      holder: (subject) => document.getElementById(`facts-${fileOf(subject)}`), needs: "text",
      words: (value) => [value.text, value.said_by].filter(Boolean).join(", "),
    },
  },
  skips: (kind, subject) => (kind === "new_fact" && filed.has(subject)) || !document.getElementById(`notes-${fileOf(subject)}`),
});

// --- the file somebody works on: new lines go there
let file = root.querySelector("[data-file]")?.dataset.file;
root.addEventListener("focusin", (event) => { file = event.target.closest("[data-file]")?.dataset.file ?? file; });
const note = (of) => fields.line("note", `${of}/${crypto.randomUUID()}`).focus();
const fact = (of, criterion) => {
  const row = fields.row("new_fact", `${of}/${crypto.randomUUID()}`, criterion ? { criterion } : {});
  row.querySelector("[data-part-of=text]").focus();
};
root.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-add]");
  if (adder) return adder.dataset.add === "note" ? note(adder.dataset.of) : fact(adder.dataset.of);
  const button = event.target.closest("[data-mark]");
  if (button) return mark(button.closest("[data-point]"), button.dataset.mark);
  const dial = event.target.closest("[data-dial]");
  if (dial) dialed(dial.dataset.dial);
});
// a criterion marked as new information opens a line for it
function mark(point, word) {
  fields.mark(point, word);
  if (word === "new_to_them" && outbox.standing("mark", point.dataset.point)?.entry.value === word)
    fact(fileOf(point.dataset.point), point.dataset.point.slice(point.dataset.point.indexOf("/") + 1));
}

// --- the clock of the call: from the number that was dialed until it is logged
const CLOCK = `peercall.call.dialed.${root.dataset.call}`;
const elapsed = document.getElementById("elapsed");
function dialed(number) {
  sessionStorage.setItem(CLOCK, String(Date.now()));
  if (form) form.elements.number.value = number;
  tick();
}
function minutes() {
  const began = Number(sessionStorage.getItem(CLOCK));
  return began ? Math.max(1, Math.round((Date.now() - began) / 60000)) : null;
}
function tick() {
  const began = Number(sessionStorage.getItem(CLOCK));
  if (!began) return;
  const whole = Math.floor((Date.now() - began) / 60000);
  elapsed.textContent = whole < 1 ? "just dialed" : `${whole} min`;
}
setInterval(tick, 5000);
tick();

// --- the log form shows what the way it ended asks for
const SPOKE = ["reached", "message_with_person", "callback_promised", "rescheduled", "refused"];
const NOTHING_LEFT = ["no_answer", "wrong_number"];
function shape() {
  const result = form.elements.result.value;
  const spoke = SPOKE.includes(result);
  const shows = {
    spoke,
    other: spoke && form.elements.role.value === "other",
    again: result === "rescheduled",
    left: result && !NOTHING_LEFT.includes(result),
    "left-number": result && !NOTHING_LEFT.includes(result) && (form.elements.left.value !== "none" || form.elements.left_number.value.trim() !== ""),
    told: result && !NOTHING_LEFT.includes(result),
  };
  for (const part of form.querySelectorAll("[data-shows]")) part.hidden = !shows[part.dataset.shows];
}
if (form) {
  form.addEventListener("change", shape);
  form.addEventListener("submit", () => {
    if (form.dataset.waits) return; // the moment is kept already
    const length = minutes();
    form.elements.placed_at.value = new Date(Number(sessionStorage.getItem(CLOCK)) || Date.now()).toISOString();
    if (!form.elements.minutes.value && length) form.elements.minutes.value = length;
    if (NOTHING_LEFT.includes(form.elements.result.value)) form.querySelector("[name=left][value=none]").checked = true;
    sessionStorage.removeItem(CLOCK);
  });
  setTimeout(shape); // after a draft came back
  fields.waitFor(form);
}
const toLog = () => (form?.querySelector("[name=result]:checked") ?? form?.querySelector("[name=result]"))?.focus();
root.querySelector("[data-go-log]").addEventListener("click", () => setTimeout(toLog));

// --- keys: 1-5 mark the criterion in focus, up and down move, n notes, i new information, c criteria, w weighs, l logs
const points = () => [...root.querySelectorAll("[data-point]")];
let went = 0; // after g a letter goes to a place (common/keys.js)
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inField = event.target.closest("input, textarea, select, dialog");
  if (Date.now() - went < 1500) { went = 0; return; }
  if (event.key === "g" && !inField) { went = Date.now(); return; }
  const point = document.activeElement?.closest?.("[data-point]");
  if (point && !inField) {
    const number = Number(event.key);
    if (number >= 1 && number <= MARKS.length) { event.preventDefault(); event.stopPropagation(); return mark(point, MARKS[number - 1]); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const shown = points();
      return shown[Math.max(0, Math.min(shown.length - 1, shown.indexOf(point) + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
    }
  }
  if (inField) { if (event.key === "Escape") document.activeElement.blur(); return; }
  const act = {
    n: () => file && note(file),
    i: () => file && fact(file),
    c: () => points()[0]?.focus(),
    w: () => root.querySelector(".told details[open] [name=weighed]")?.focus(),
    l: toLog,
  }[event.key];
  if (act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
}, true);

// --- who calls back meanwhile; a page without a line asks again later
const waiting = document.getElementById("waiting");
let seen = "";
async function ask() {
  try {
    const answer = await fetch(waiting.dataset.url, { headers: { "X-Peercall-Background": "1", "X-Requested-With": "fetch" }, redirect: "manual" });
    const told = answer.ok ? (await answer.text()).trim() : seen;
    if (told !== seen) waiting.innerHTML = seen = told;
  } catch { /* the outbox says that the line is down */ }
}
setInterval(ask, 8000);
ask();

fields.open();
