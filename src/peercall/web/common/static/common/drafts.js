// Nothing typed is lost: a form with data-keep="name" keeps its text in this browser until it was sent and accepted.
// Passwords and files are never kept. Signing out clears every draft.
const PREFIX = "peercall.draft.";
const owner = document.documentElement.dataset.user || "nobody";

const keyOf = (form) => `${PREFIX}${owner}.${form.dataset.keep}.${location.pathname}`;
const kept = (field) =>
  field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type) && field.dataset.keep !== "no";

function values(form) {
  const found = {};
  for (const field of form.elements) {
    if (!kept(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") (found[field.name] ??= []).push([field.value, field.checked]);
    else (found[field.name] ??= []).push(field.value);
  }
  return found;
}

const when = (at) => new Date(at).toLocaleString("en-US", { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" });
let signedOut = false;

export function saveDraft(form) {
  if (signedOut) return; // the page still closes after the drafts were removed
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: values(form) }));
  } catch { /* storage is full or closed: the page itself still holds the text */ }
}

export function saveAllDrafts() {
  document.querySelectorAll("form[data-keep]").forEach((form) => { if (form.dataset.touched) saveDraft(form); });
}

export function clearAllDrafts() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

function restore(form) {
  if (form.dataset.touched) return; // somebody is typing already
  let draft;
  try { draft = JSON.parse(localStorage.getItem(keyOf(form)) || "null"); } catch { draft = null; }
  if (!draft || JSON.stringify(draft.values) === JSON.stringify(values(form))) return;
  const seen = {};
  let changed = false;
  for (const field of form.elements) {
    if (!kept(field) || !(field.name in draft.values)) continue;
    const index = (seen[field.name] = (seen[field.name] ?? -1) + 1);
    const value = draft.values[field.name][index];
    if (value === undefined) continue;
    const ticks = field.type === "checkbox" || field.type === "radio";
    if ((ticks ? field.checked : field.value) === (ticks ? value[1] : value)) continue;
    changed = true;
    if (ticks) field.checked = value[1];
    else field.value = value;
  }
  if (!changed) return localStorage.removeItem(keyOf(form)); // the form asks for something else by now
  form.dataset.touched = "1";
  const note = document.createElement("div");
  note.className = "alert info no-print";
  note.setAttribute("role", "status");
  const text = document.createElement("div");
  text.className = "text grow";
  text.textContent = `Text from ${when(draft.at)} that was not sent yet is back in this form.`;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "compact";
  drop.textContent = "Discard it";
  drop.addEventListener("click", () => { localStorage.removeItem(keyOf(form)); location.reload(); });
  note.append(text, drop);
  form.prepend(note);
}

// the server says that a form was taken: <meta name="peercall-sent" content="name"> on the next page, or a header on a partial one
document.querySelectorAll('meta[name="peercall-sent"]').forEach((meta) => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}${owner}.${meta.content}.`)) localStorage.removeItem(key);
});
document.querySelectorAll("form[data-keep]").forEach(restore);
let timer;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.keep) return;
  form.dataset.touched = "1";
  clearTimeout(timer);
  timer = setTimeout(() => saveDraft(form), 300);
});
document.addEventListener("htmx:afterRequest", (event) => {
  // the answer may have replaced the form already: ask the element that sent it
  const form = (event.detail.requestConfig?.elt ?? event.target).closest?.("form[data-keep]");
  if (form && event.detail.successful && event.detail.xhr.getResponseHeader("X-Peercall-Sent")) {
    localStorage.removeItem(keyOf(form));
    delete form.dataset.touched;
  }
});
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.("form[data-keep]").forEach(restore));
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-signs-out]")) {
    signedOut = true;
    clearAllDrafts();
  }
  else if (event.target.dataset.keep) saveDraft(event.target);
});
window.addEventListener("pagehide", saveAllDrafts);
