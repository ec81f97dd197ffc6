// What every page does: drafts, the session's end, keys, toasts, dialogs. No build step; plain modules.
import "./drafts.js";
import "./once.js";
import "./session.js";
import "./keys.js";

const root = document.documentElement;

export function toast(text, tone = "info") {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const box = document.createElement("div");
  box.className = `alert ${tone}`;
  const inner = document.createElement("div");
  inner.className = "text";
  inner.textContent = text;
  box.append(inner);
  place.append(box);
  setTimeout(() => box.remove(), 8000);
}
// of many tabs on a narrow screen the one that is open is in sight
document.querySelectorAll(".tabs [aria-current]").forEach((tab) => { tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 32; });
document.querySelectorAll("#toasts > .alert").forEach((box) => setTimeout(() => box.remove(), 8000));
// <button disabled data-when-ready>: what only scripts can do is offered once they all listen; a click before came to nothing
document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
  document.querySelectorAll("[data-when-ready]").forEach((button) => { button.disabled = false; });
}));
document.addEventListener("peercall:toast", (event) => toast(event.detail.text, event.detail.tone));

// <button data-opens="dialog-id">, <button data-closes>: dialogs without inline script
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog")?.close();
    return;
  }
  const copier = event.target.closest("[data-copies]");
  if (copier) {
    const source = document.getElementById(copier.dataset.copies);
    const text = source ? source.value ?? source.textContent : copier.dataset.text;
    navigator.clipboard?.writeText(text.trim()).then(() => toast("Copied.", "good"));
  }
  // an open menu closes when one clicks beside it
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// theme: kept for this browser at once, for the person by the profile page
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-next]");
  if (!button) return;
  const dark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("peercall.theme", root.dataset.theme); } catch { /* private window */ }
});

// a failed partial request says so in words
document.addEventListener("htmx:responseError", (event) => {
  const answer = event.detail.xhr;
  if (answer.status === 401) return; // session.js
  const words = new DOMParser().parseFromString(answer.responseText || "", "text/html").querySelector(".alert .text, h1");
  toast(words?.textContent.trim() || "This did not work. Nothing was lost; please try once more.", "bad");
});
document.addEventListener("htmx:sendError", () => toast("The server does not answer. What you typed is kept here.", "bad"));

// a passkey or security key that was not used: the browser's own window says why, the page says what to do
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  toast("The key was not used. Try again, or choose another way.", "bad");
});
