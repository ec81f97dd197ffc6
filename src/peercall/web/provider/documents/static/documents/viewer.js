// A page of a document with the quoted place marked. PDF pages are drawn by pdf.js; recognised pages carry boxes of words.
const viewer = document.getElementById("viewer");
const data = JSON.parse(document.getElementById("viewer-data").textContent);
const panes = viewer.querySelectorAll("[data-pane]");

viewer.addEventListener("click", (event) => {
  const larger = event.target.closest("[data-larger]");
  if (larger) larger.setAttribute("aria-pressed", String(viewer.querySelector(".sheet").classList.toggle("large")));
  const button = event.target.closest("[data-shows]");
  if (!button) return;
  for (const pane of panes) pane.hidden = pane.dataset.pane !== button.dataset.shows;
  for (const one of viewer.querySelectorAll("[data-shows]")) one.setAttribute("aria-pressed", String(one === button));
});

// the words as read: marked by their offsets, else by the quote
const text = document.getElementById("page-text");
if (text) {
  const whole = text.textContent;
  const spans = data.places
    .filter((place) => place.page === data.page)
    .map((place) => (place.start !== null && whole.slice(place.start, place.end) === place.quote ? [place.start, place.end] : [whole.indexOf(place.quote), whole.indexOf(place.quote) + place.quote.length]))
    .filter(([start, end]) => start >= 0 && end > start)
    .sort(([a], [b]) => a - b);
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (start < at) continue;
    parts.push(whole.slice(at, start));
    const mark = document.createElement("mark");
    mark.textContent = whole.slice(start, end);
    parts.push(mark);
    at = end;
  }
  parts.push(whole.slice(at));
  text.replaceChildren(...parts);
  bring(text.querySelector("mark"));
}

// into the middle of this window alone: scrollIntoView would move the page around a frame too
function bring(place) {
  if (!place) return;
  const here = place.getBoundingClientRect();
  scrollBy(0, here.top + here.height / 2 - innerHeight / 2);
  const sheet = place.closest(".sheet");
  if (sheet) sheet.scrollLeft += here.left + here.width / 2 - sheet.getBoundingClientRect().left - sheet.clientWidth / 2;
}

function box(host, left, top, width, height) {
  const made = document.createElement("div");
  made.className = "place";
  Object.assign(made.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
  host.append(made);
  return made;
}
function drawBoxes(host) {
  const made = data.boxes.map(([left, top, right, bottom]) => box(host, left, top, right - left, bottom - top));
  bring(made[0]);
  return made.length;
}

// the letters of the quote are looked for in the letters of the page, without regard to blanks and the shape of quotation marks
const plain = (words) => words.toLowerCase().replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"').replace(/\s+/g, "");
function markQuotes(host, content, viewport) {
  const letters = [];
  for (const item of content.items) for (let index = 0; index < (item.str?.length ?? 0); index++) if (item.str[index].trim()) letters.push([item, index]);
  const page = plain(letters.map(([item, index]) => item.str[index]).join(""));
  let first = null;
  for (const place of data.places) {
    if (place.page !== data.page || !place.quote) continue;
    const quote = plain(place.quote);
    const start = page.indexOf(quote);
    if (start < 0 || page.length !== letters.length) continue;
    const runs = new Map();
    for (const [item, index] of letters.slice(start, start + quote.length)) {
      const run = runs.get(item) ?? [index, index];
      runs.set(item, [Math.min(run[0], index), Math.max(run[1], index)]);
    }
    for (const [item, [from, to]] of runs) {
      const [, , , , x, y] = item.transform;
      const height = item.height || Math.hypot(item.transform[2], item.transform[3]);
      const step = item.width / Math.max(1, item.str.length);
      const [x0, y0] = viewport.convertToViewportPoint(x + step * from, y + height * 0.95);
      const [x1, y1] = viewport.convertToViewportPoint(x + step * (to + 1), y - height * 0.2);
      const made = box(host, Math.min(x0, x1) / viewport.width, Math.min(y0, y1) / viewport.height, Math.abs(x1 - x0) / viewport.width, Math.abs(y1 - y0) / viewport.height);
      first ??= made;
    }
  }
  bring(first);
}

async function drawPdf() {
  const note = document.getElementById("sheet-note");
  const base = viewer.dataset.pdfjs;
  try {
    const pdfjs = await import(`${base}pdf.min.mjs`);
    pdfjs.GlobalWorkerOptions.workerSrc = `${base}pdf.worker.min.mjs`;
    const file = await pdfjs.getDocument({
      url: viewer.dataset.file, isEvalSupported: false, enableXfa: false, wasmUrl: base, standardFontDataUrl: `${base}standard_fonts/`, useSystemFonts: true,
    }).promise;
    const page = await file.getPage(Math.min(data.page, file.numPages));
    const host = document.getElementById("sheet-text");
    const canvas = document.getElementById("sheet");
    const width = canvas.parentElement.clientWidth || 800;
    const scale = Math.min(2.2, width / page.getViewport({ scale: 1 }).width);
    const viewport = page.getViewport({ scale });
    // fine enough to be read when a small page is made larger
    const sharp = Math.max(Math.min(2, devicePixelRatio || 1), 1440 / viewport.width);
    canvas.width = Math.floor(viewport.width * sharp);
    canvas.height = Math.floor(viewport.height * sharp);
    // a telephone that is turned, or a window made narrow, shows the whole width; the places lie in parts of the page
    for (const one of [canvas, host]) {
      Object.assign(one.style, { width: `min(100%, ${viewport.width}px)`, height: "auto", bottom: "auto", aspectRatio: `${viewport.width} / ${viewport.height}` });
    }
    await page.render({ canvas, viewport, transform: sharp === 1 ? undefined : [sharp, 0, 0, sharp, 0, 0] }).promise;
    if (!drawBoxes(host)) markQuotes(host, await page.getTextContent(), viewport);
    note.hidden = true;
    viewer.dataset.ready = "true";
  } catch {
    note.textContent = "This browser cannot draw the page. The text as read is shown; the file can be downloaded.";
    viewer.querySelector('[data-shows="text"]').click();
    viewer.dataset.ready = "true";
  }
}
if (viewer.dataset.kind === "pdf") drawPdf();
else if (viewer.dataset.kind === "picture") {
  const host = document.createElement("div");
  host.className = "sheet-text";
  document.getElementById("sheet").after(host);
  drawBoxes(host);
  viewer.dataset.ready = "true";
} else viewer.dataset.ready = "true";
