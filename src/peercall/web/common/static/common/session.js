// The session's end: a warning two minutes before, with the choice to go on; drafts are kept either way.
import { saveAllDrafts } from "./drafts.js";

const dialog = document.getElementById("session-ends");
if (dialog) {
  const seconds = Number(dialog.dataset.seconds);
  const warn = Math.min(120, Math.floor(seconds / 3));
  const left = dialog.querySelector("[data-left]");
  const token = document.querySelector("meta[name=csrf]").content;
  let last = Date.now();
  const TOLD = "peercall.session.used";

  const used = (tell = true) => {
    last = Date.now();
    if (tell) try { localStorage.setItem(TOLD, String(last)); } catch { /* private window */ }
  };
  // another window of the same person counts as use of this one
  addEventListener("storage", (event) => {
    if (event.key !== TOLD || !event.newValue) return;
    last = Math.max(last, Number(event.newValue));
    if (dialog.open) dialog.close();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && !event.detail.requestConfig.headers["X-Peercall-Background"]) used();
  });
  // typing and moving count too: the server is told at most every two minutes
  let asked = Date.now();
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => {
    if (dialog.open || Date.now() - asked < 120000) return;
    asked = Date.now();
    extend();
  }, { passive: true });

  async function extend() {
    try {
      const answer = await fetch(dialog.dataset.extend, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
      if (answer.ok) { used(); return true; }
    } catch { return true; } // no line is not the same as no session
    return false;
  }
  const signIn = async ({ end = false } = {}) => {
    saveAllDrafts();
    if (end) try {
      await fetch(dialog.dataset.signOut, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    } catch { /* the server ends it by itself */ }
    location.assign(`${dialog.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 401) signIn(); });
  dialog.querySelector("[data-extend]").addEventListener("click", async () => {
    if (await extend()) dialog.close();
    else signIn();
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  used();
  const watch = setInterval(() => {
    const remains = seconds - (Date.now() - last) / 1000;
    if (remains <= 0) { clearInterval(watch); signIn({ end: true }); }
    else if (remains <= warn) {
      if (!dialog.open) { saveAllDrafts(); dialog.showModal(); }
      left.textContent = remains > 60 ? `${Math.ceil(remains / 60)} minutes` : `${Math.max(1, Math.ceil(remains))} seconds`;
    }
  }, 1000);
}
