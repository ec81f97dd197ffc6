// Sources open beside the page: <a data-source> into the part parts/source_panel.html. On a narrow screen in a page of their own.
const panel = document.getElementById("source-panel");
const wide = matchMedia("(min-width: 900px)");
let opener = null;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-source]");
  if (link && wide.matches && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    opener = link;
    const address = new URL(link.href);
    panel.querySelector("[data-source-title]").textContent = link.textContent;
    panel.querySelector("[data-source-open]").href = address.href;
    address.searchParams.set("inside", "1");
    panel.querySelector("iframe").src = address.href;
    panel.hidden = false;
    document.body.classList.add("has-source");
    opener.scrollIntoView({ block: "nearest" }); // the page has become narrower
    panel.querySelector("[data-source-close]").focus({ preventScroll: true });
  }
  if (event.target.closest("[data-source-close]")) shut();
});
function shut() {
  panel.hidden = true;
  document.body.classList.remove("has-source");
  panel.querySelector("iframe").src = "about:blank";
  opener?.focus();
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) shut(); });
