// A form that is on its way is not sent a second time by a second click. It may be sent again when the page is shown anew,
// or when nothing came of it: an answer that is a file leaves the page as it is.
const AGAIN_MS = 4000;
const going = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (Date.now() - (going.get(form) ?? -Infinity) < AGAIN_MS) event.preventDefault();
  else going.set(form, Date.now());
});
addEventListener("pageshow", () => going.clear());
