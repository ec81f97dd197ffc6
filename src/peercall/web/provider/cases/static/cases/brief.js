// The brief as it prints, drawn by pdf.js.
const canvas = document.getElementById("brief-page");
const note = document.getElementById("brief-note");
try {
  const base = canvas.dataset.pdfjs;
  const pdfjs = await import(`${base}pdf.min.mjs`);
  pdfjs.GlobalWorkerOptions.workerSrc = `${base}pdf.worker.min.mjs`;
  const file = await pdfjs.getDocument({ url: canvas.dataset.file, isEvalSupported: false, enableXfa: false, wasmUrl: base, standardFontDataUrl: `${base}standard_fonts/`, useSystemFonts: true }).promise;
  const page = await file.getPage(1);
  const width = Math.max(620, Math.min(canvas.parentElement.clientWidth || 700, 900));
  const scale = width / page.getViewport({ scale: 1 }).width;
  const sharp = Math.min(2, devicePixelRatio || 1);
  const viewport = page.getViewport({ scale });
  canvas.width = Math.floor(viewport.width * sharp);
  canvas.height = Math.floor(viewport.height * sharp);
  canvas.style.width = `${viewport.width}px`;
  canvas.style.height = `${viewport.height}px`;
  await page.render({ canvas, viewport, transform: sharp === 1 ? undefined : [sharp, 0, 0, sharp, 0, 0] }).promise;
  note.textContent = file.numPages === 1 ? "" : `${file.numPages} pages`;
  note.hidden = file.numPages === 1;
} catch {
  note.textContent = "This browser cannot draw the page. Print or download it.";
}
canvas.dataset.ready = "true";
