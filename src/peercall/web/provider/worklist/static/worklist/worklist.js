// The work list: choose rows, give them to people in place, and the keys a (mine) and x (choose). j, k, Enter: common/keys.js.
const chosen = () => [...document.querySelectorAll("[data-choose]:checked")];
const bulk = document.querySelector("[data-bulk]");
const dialog = document.getElementById("assign");
const form = document.querySelector("[data-assign-form]");
const token = document.querySelector("meta[name=csrf]").content;

function count() {
  if (!bulk) return;
  const number = chosen().length;
  bulk.hidden = number === 0;
  bulk.querySelector("[data-chosen]").textContent = number;
}

function fill(ids) {
  const place = form.querySelector("[data-assign-cases]");
  place.replaceChildren(...ids.map((id) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "case";
    field.value = id;
    return field;
  }));
}

function open() {
  dialog.showModal();
  htmx.trigger(dialog, "opened"); // the people are asked for the first time it opens
}

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
let back = null;

if (form) {
  document.addEventListener("change", (event) => { if (event.target.matches("[data-choose]")) count(); });
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-assign]");
    if (one) { back = one.dataset.assign; fill([one.dataset.assign]); open(); }
    if (event.target.closest("[data-opens-assign]")) { fill(chosen().map((box) => box.value)); open(); }
    if (event.target.closest("[data-clear]")) { chosen().forEach((box) => { box.checked = false; }); count(); }
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form || !event.detail.successful) return;
    dialog.close();
    count();
    if (back) document.querySelector(`[data-assign="${CSS.escape(back)}"]`)?.focus();
    back = null;
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const row = document.activeElement?.closest("tr[data-case]");
    if (!row) return;
    if (event.key === "x") {
      const box = row.querySelector("[data-choose]");
      if (box) { event.preventDefault(); box.checked = !box.checked; count(); }
    } else if (event.key === "a") {
      event.preventDefault();
      htmx.ajax("POST", form.getAttribute("hx-post"), {
        source: form, swap: "none", values: { case: row.dataset.case, owner: "me" }, headers: { "X-CSRFToken": token },
      }).then(() => document.querySelector(`#${CSS.escape(row.id)} a[data-row]`)?.focus());
    }
  });
}
