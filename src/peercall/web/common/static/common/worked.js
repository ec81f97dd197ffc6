// A background job has ended: the page shows the result at once. It stays as it is, and says so, while something typed is not
// sent yet, and while somebody is on the way to another page: a reload would call that journey off.
let leaving = false;
addEventListener("beforeunload", () => { leaving = true; });
addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("peercall:worked", () => {
  const notice = document.querySelector("[data-worked]");
  if (!leaving && !document.querySelector("form[data-touched]")) location.reload();
  else if (notice) notice.hidden = false;
});
