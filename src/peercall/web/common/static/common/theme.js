// Before the first paint: the theme chosen in this browser, unless the profile names one.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme && root.dataset.theme !== "auto") return;
  try {
    const kept = localStorage.getItem("peercall.theme");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch { /* private window */ }
})();
