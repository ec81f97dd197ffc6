// An offered time fills the form of the agreed one; a dialog that was refused opens again.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fills]");
  if (!button) return;
  const [start, end] = button.dataset.fills.split("/");
  const form = button.form;
  // the text carries the practice's own offset: day and hour are read off, not computed
  form.elements.day.value = start.slice(0, 10);
  form.elements.hour.value = start.slice(11, 16);
  const minutes = Math.round((new Date(end) - new Date(start)) / 60000);
  form.elements.minutes.value = String(Math.min(Number(form.elements.minutes.value) || 15, minutes));
  form.elements.day.dispatchEvent(new Event("input", { bubbles: true }));
  form.elements.hour.focus();
});
document.querySelector("dialog[data-open]")?.showModal();
