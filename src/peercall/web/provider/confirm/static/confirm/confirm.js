// Confirming a letter by keyboard: the field one is at shows its place in the letter; Enter accepts and goes on.
const root = document.getElementById("confirm");
const frame = root?.querySelector("iframe");
const fields = () => [...root.querySelectorAll("[data-field]")].filter((one) => one.offsetParent !== null);

let shown = "";
let timer;
function show(ref) {
  if (!root.dataset.viewer || !ref) return;
  const address = `${root.dataset.viewer}?n=${root.dataset.n}&from=${encodeURIComponent(ref)}`;
  if (!frame || frame.offsetParent === null) return address;
  if (ref !== shown) {
    shown = ref;
    clearTimeout(timer);
    timer = setTimeout(() => frame.contentWindow.location.replace(`${address}&inside=1`), 120);
  }
  return null;
}

function focusField(field) {
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}
function move(from, by) {
  const all = fields();
  const next = all[all.indexOf(from) + by];
  if (next) focusField(next);
  else if (by > 0) document.querySelector("[data-confirm]")?.focus();
}
// the place to correct a field is asked for when somebody corrects it; until it is there its keys do nothing
async function edit(field, open) {
  if ("opening" in field.dataset) return;
  if (open && !field.querySelector(".check-edit")) {
    field.dataset.opening = "";
    const query = new URLSearchParams({ n: root.dataset.n, path: field.dataset.field });
    try {
      await htmx.ajax("GET", `${root.dataset.editAt}?${query}`, { target: field, swap: "beforeend" });
    } finally {
      delete field.dataset.opening;
    }
  }
  const form = field.querySelector(".check-edit");
  if (!form) return;
  form.hidden = !open;
  field.querySelector("[data-edit]")?.setAttribute("aria-expanded", String(open));
  if (open) form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  else field.focus();
}
function act(field, what, index) {
  const form = field.querySelector(".check-acts");
  if (!form) return;
  form.elements.do.value = what;
  form.querySelector("[data-index]")?.remove();
  if (index !== undefined) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "index", value: index });
    input.dataset.index = "";
    form.append(input);
  }
  form.requestSubmit();
}

if (root) {
  root.addEventListener("focusin", (event) => {
    const field = event.target.closest("[data-field]");
    if (field) show(field.dataset.ref);
  });
  root.addEventListener("click", (event) => {
    const place = event.target.closest("[data-place]");
    if (place) {
      event.preventDefault();
      const elsewhere = show(place.dataset.place);
      if (elsewhere) location.assign(elsewhere);
      return;
    }
    const field = event.target.closest("[data-field]");
    if (!field) return;
    const button = event.target.closest("[data-do]");
    if (button) {
      event.preventDefault();
      act(field, button.dataset.do, button.dataset.do === "choose" ? button.value : undefined);
    } else if (event.target.closest("[data-edit]")) {
      event.preventDefault();
      edit(field, field.querySelector(".check-edit")?.hidden ?? true);
    }
    if (event.target.closest("[data-edit-ends]")) edit(field, false);
  });
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("[data-field]");
    if (!field) return;
    if (event.key === "Escape") { edit(field, false); event.preventDefault(); return; }
    if ("opening" in field.dataset) { event.preventDefault(); return; }
    if (event.target !== field) return;
    const can = field.querySelector(".check-acts");
    const choice = can && /^[1-9]$/.test(event.key) && field.querySelector(`[data-choice="${event.key}"]`);
    if (event.key === "ArrowDown" || event.key === "j") move(field, 1);
    else if (event.key === "ArrowUp" || event.key === "k") move(field, -1);
    else if (event.key === "Enter" && can) {
      if (["found", "uncertain"].includes(field.dataset.state)) act(field, "accept");
      else if (field.dataset.state === "conflicting" || field.querySelector(".check-needed")) edit(field, true);
      else move(field, 1);
    } else if (event.key === "e" && can) edit(field, true);
    else if (event.key === "n" && can) act(field, "not_stated");
    else if (choice) act(field, "choose", choice.value);
    else return;
    event.preventDefault();
  });
  // after an answer: on to the next field; a field that was refused keeps the cursor
  let asked = null;
  root.addEventListener("htmx:beforeRequest", (event) => {
    const field = event.target.closest("[data-field]");
    asked = field ? { id: field.id, next: fields()[fields().indexOf(field) + 1]?.id } : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!asked || event.target.id !== asked.id) return;
    const field = document.getElementById(asked.id);
    const next = document.getElementById(asked.next ?? "");
    asked = null;
    const wrong = field.querySelector(".invalid input, .invalid select, .invalid textarea, [role=alert]");
    if (wrong) (wrong.matches("[role=alert]") ? field.querySelector(".check-edit input:not([type=hidden])") : wrong).focus();
    else if (next) focusField(next);
    else document.querySelector("[data-confirm]")?.focus();
  });
  document.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-jump]");
    if (!jump) return;
    const goal = document.getElementById(jump.hash.slice(1));
    if (!goal) return;
    event.preventDefault();
    if (goal.matches("[data-field]")) focusField(goal);
    else goal.querySelector("input:not([type=hidden])")?.focus();
  });
  const first = fields().find((one) => `#${one.id}` === location.hash) ?? fields()[0];
  if (first && matchMedia("(min-width: 900px)").matches && document.activeElement === document.body) first.focus({ preventScroll: true });
  root.dataset.ready = "true";
}
