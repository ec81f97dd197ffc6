// The brief as it prints, drawn by pdf.js.
const canvas = document.getElementById("brief-page");
const note = document.getElementById("brief-note");
try {
  const base = canvas.dataset.pdfjs;
  const pdfjs = await import(`${base}pdf.min.mjs`);
  pdfjs.GlobalWorkerOptions.workerSrc = `${base}pdf.worker.min.mjs`;
  const file = await pdfjs.getDocument({ url: canvas.dataset.file, isEvalSupported: false, enableXfa: false, wasmUrl: base, standardFontDataUrl: `${base}standard_fonts/`, useSystemFonts: true }).promise;
  const page = await file.getPage(1);
  // as wide as its place, whatever the window; drawn fine enough to be read when it is made larger
  const wide = Math.max(1440, Math.min(canvas.parentElement.clientWidth || 700, 900) * Math.min(2, devicePixelRatio || 1));
  const viewport = page.getViewport({ scale: wide / page.getViewport({ scale: 1 }).width });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await page.render({ canvas, viewport }).promise;
  note.textContent = file.numPages === 1 ? "" : `${file.numPages} pages`;
  note.hidden = file.numPages === 1;
} catch {
  note.textContent = "This browser cannot draw the page. Print or download it.";
}
const larger = document.getElementById("brief-larger");
larger?.addEventListener("click", () => {
  const large = canvas.parentElement.classList.toggle("large");
  larger.setAttribute("aria-pressed", String(large));
});
canvas.dataset.ready = "true";
