// Where the page has no room for the paper beside the form, a value's link opens the paper itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[target=statement]");
  if (!link || document.querySelector("iframe[name=statement]")?.offsetParent) return;
  event.preventDefault();
  location.assign(link.href.replace("inside=1&", ""));
});
