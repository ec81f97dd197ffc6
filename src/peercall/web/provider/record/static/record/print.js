// <button data-prints>: prints the page as it is.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
});
