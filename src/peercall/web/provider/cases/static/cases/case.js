// A case: a finished pass shows itself, rows of what was sent are added.
import "../common/source_panel.js";
import "../common/worked.js";

// the criterion one comes back to is open and in view
function comeTo() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let here = target; here; here = here.parentElement) if (here.tagName === "DETAILS") here.open = true;
  target.querySelector(":scope > details")?.setAttribute("open", "");
  target.scrollIntoView({ block: "start" });
}
comeTo();
addEventListener("hashchange", comeTo);
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - 16;

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-add-row]")) return;
  const form = event.target.closest("form");
  const rows = form.querySelector("[data-sent-rows]");
  const total = form.querySelector('[name="sent-TOTAL_FORMS"]');
  const number = Number(total.value);
  const row = rows.lastElementChild.cloneNode(true);
  for (const field of row.querySelectorAll("input")) {
    field.name = field.name.replace(/-\d+-/, `-${number}-`);
    field.id = field.id.replace(/-\d+-/, `-${number}-`);
    field.value = "";
    if (field.ariaLabel) field.ariaLabel = field.ariaLabel.replace(/\d+$/, String(number + 1));
  }
  rows.append(row);
  total.value = String(number + 1);
  row.querySelector("input").focus();
});
