// Keys in the list of tasks: d opens what closes the task in focus, c opens what changes it, Escape closes both.
document.addEventListener("keydown", (event) => {
  const task = event.target.closest("[data-task]");
  if (!task || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    task.querySelectorAll("details[open]").forEach((one) => { one.open = false; });
    task.querySelector("[data-row]")?.focus();
    return;
  }
  if (event.target.closest("input, textarea, select")) return;
  const wanted = { d: "details[data-done]", c: "details:not([data-done])" }[event.key];
  const details = wanted && task.querySelector(wanted);
  if (!details) return;
  event.preventDefault();
  details.open = true;
  details.querySelector("input:not([type=hidden]), select, button")?.focus();
});

// after a row was replaced the focus stays where the person was
document.addEventListener("htmx:afterSwap", (event) => {
  const row = document.getElementById(event.detail.target?.id);
  if (!row?.matches("[data-task]")) return;
  const wrong = row.querySelector("[aria-invalid]");
  (wrong || row.querySelector("[data-row]") || row.nextElementSibling?.querySelector("[data-row]") || row.querySelector("button"))?.focus();
});
