// The console of a call: fields that save themselves at each pause, points with one-key marks, finding by typing.
import { Outbox, subjectKey } from "../common/call_entries.js";
import { CallFields } from "../common/call_fields.js";

const root = document.getElementById("console");
const data = JSON.parse(document.getElementById("console-data").textContent);
const state = document.getElementById("save-state");
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

// --- notes, new facts, their reasons, our objections; and promises: who, what in their words, by when
const byId = (id) => () => document.getElementById(id);
const fields = new CallFields({
  root,
  outbox,
  lists: { note: byId("notes"), new_fact: byId("new-facts"), reason: byId("reasons"), objection: byId("objections") },
  rows: {
    commitment: {
      holder: byId("promises"), template: "promise", needs: "what",
      words: (value) => [value.who, value.what, value.due].filter(Boolean).join(", "),
    },
  },
  typed: (field) => { if (field.dataset.kind === "note") suggest(field); },
});
const promise = () => fields.row("commitment", crypto.randomUUID()).querySelector("[data-part-of=what]").focus();
root.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-add]");
  if (adder) return fields.line(adder.dataset.add, crypto.randomUUID()).focus();
  const ready = event.target.closest("[data-say-line]");
  if (ready) return void outbox.add(ready.dataset.sayLine, crypto.randomUUID(), ready.dataset.text);
  if (event.target.closest("[data-add-promise]")) promise();
});

// --- the head stays in sight; what sticks below it knows how tall it is
const head = root.querySelector(".console-head");
new ResizeObserver(() => root.style.setProperty("--console-head", `${head.offsetHeight}px`)).observe(head);

// --- marks
const points = () => [...root.querySelectorAll("[data-point]:not([hidden])")];
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark]");
  if (button) fields.mark(button.closest("[data-point]"), button.dataset.mark);
});

// --- finding: type what they say, the matching point, answer or phrase comes up
const find = document.getElementById("find");
const found = document.getElementById("found");
const wordsOf = (text) => text.toLowerCase().split(/[^a-z0-9./-]+/).filter((word) => word.length > 1 && !data.common.includes(word));
// the first letters of a longer word are enough: symptoms finds symptom, failed finds failure
const rootOf = (word) => (word.length > 6 ? word.slice(0, 6) : word);
function score(words, text) {
  let sum = 0;
  for (const word of words) if (text.includes(rootOf(word))) sum += word.length > 3 ? 2 : 1;
  return sum;
}
find.addEventListener("input", () => {
  const words = wordsOf(find.value);
  const scored = [...root.querySelectorAll("[data-point]")].map((point) => [score(words, point.dataset.words), point]);
  const best = Math.max(0, ...scored.map(([sum]) => sum));
  for (const [sum, point] of scored) point.hidden = words.length > 0 && best > 0 && sum < Math.max(1, best / 2);
  const list = document.getElementById("points");
  scored.sort(([a, one], [b, two]) => (words.length ? b - a : 0) || Number(one.dataset.place) - Number(two.dataset.place)).forEach(([, point]) => list.append(point));
  root.classList.toggle("finding", words.length > 0); // the parts step aside: what fits stands below the field
  for (const box of root.querySelectorAll("[data-opened]")) { box.open = false; delete box.dataset.opened; }
  for (const phrase of root.querySelectorAll("[data-phrase]")) {
    const fits = words.length > 0 && score(words, phrase.dataset.words) > 1; // "is" and "the" stand everywhere
    phrase.closest(".phrase").hidden = words.length > 0 && !fits;
    if (fits) for (let box = phrase.parentElement; box?.tagName === "DETAILS"; box = box.parentElement) if (!box.open) { box.open = true; box.dataset.opened = ""; }
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

// --- what stands, drawn into the page
function show() {
  const standing = fields.show();
  const begun = parts.filter((part) => standing.has(subjectKey("part", part.dataset.part)));
  const now = begun.at(-1)?.dataset.part ?? "1";
  for (const step of root.querySelectorAll("[data-begin-part]")) {
    if (step.dataset.beginPart === now) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
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
    if (number >= 1 && number <= MARKS.length) { event.preventDefault(); event.stopPropagation(); return fields.mark(point, MARKS[number - 1]); }
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
    n: () => fields.line("note", crypto.randomUUID()).focus(),
    p: promise,
    c: () => document.getElementById("closing").querySelector("input, select, textarea")?.focus(),
    e: () => document.getElementById("hang-up")?.focus(),
  }[event.key];
  if (act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
}, true);

fields.waitFor(document.getElementById("hang-up-form"));
fields.open();
