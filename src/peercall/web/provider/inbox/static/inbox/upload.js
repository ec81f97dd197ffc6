// Drop files or choose them: each is sent by itself with its progress, two at a time. Without script the form sends them all.
const form = document.querySelector("form[data-drop]");
if (form) {
  const list = form.querySelector("[data-uploads]");
  const token = document.querySelector("meta[name=csrf]").content;
  const queue = [];
  let running = 0;
  form.querySelector("[data-without-script]").hidden = true;

  const line = (file) => {
    const item = document.createElement("li");
    item.className = "upload";
    const name = document.createElement("span");
    name.className = "break grow";
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "small soft";
    state.textContent = "Waiting";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    item.append(name, state, bar);
    list.append(item);
    return { item, state, bar };
  };

  const ended = (shown, outcome, sentence, link) => {
    shown.bar.remove();
    shown.item.dataset.outcome = outcome;
    shown.state.className = "small";
    shown.state.textContent = sentence;
    if (link) {
      const there = document.createElement("a");
      there.href = link;
      there.textContent = "Open the case";
      shown.item.append(there);
    }
    if (outcome === "added" && !sentence.includes("?")) setTimeout(() => shown.item.remove(), 4000);
  };

  const send = (file, shown) => new Promise((done) => {
    const body = new FormData();
    body.append("files", file);

    const asked = new XMLHttpRequest();
    asked.open("POST", form.action);
    asked.setRequestHeader("X-CSRFToken", token);
    asked.setRequestHeader("Accept", "application/json");
    asked.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      shown.bar.value = Math.round((100 * event.loaded) / event.total);
      shown.state.textContent = shown.bar.value < 100 ? `${shown.bar.value} %` : "Storing";
    });
    asked.addEventListener("load", () => {
      let told;
      try { told = JSON.parse(asked.responseText).files[0]; } catch { told = null; }
      if (asked.status === 200 && told) ended(shown, told.outcome, told.sentence || "Received", told.link);
      else if (asked.status === 413) ended(shown, "refused", "The file is too large.");
      else if (asked.status === 429) ended(shown, "refused", "Too many files in a minute: wait, then drop it again.");
      else if (asked.status === 403) ended(shown, "refused", "Your session has ended or your role adds no files: reload the page.");
      else ended(shown, "refused", "The file did not arrive: drop it again.");
      done();
    });
    asked.addEventListener("error", () => { ended(shown, "refused", "The server does not answer: drop it again when the line is back."); done(); });
    shown.state.textContent = "0 %";
    asked.send(body);
  });

  const next = async () => {
    while (queue.length && running < 2) {
      const [file, shown] = queue.shift();
      running += 1;
      send(file, shown).then(() => {
        running -= 1;
        document.body.dispatchEvent(new Event("files-sent"));
        document.body.dispatchEvent(new Event("inbox-changed"));
        next();
      });
    }
  };
  const take = (files) => {
    for (const file of files) queue.push([file, line(file)]);
    next();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelectorAll("[data-files]").forEach((input) => input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  }));
  // the whole page takes a drop, so that nobody opens a letter in the browser by missing the box
  addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer?.files.length) take([...event.dataTransfer.files]);
  });
}

// news do not take away what somebody is typing, has opened or has chosen in the lists below
document.addEventListener("htmx:beforeSwap", (event) => {
  const lists = document.getElementById("waiting");
  if (!lists || event.detail.target !== lists) return;
  const busy = lists.querySelector("details[open], input:checked") || lists.contains(document.activeElement);
  if (!busy) return;
  event.detail.shouldSwap = false;
  const note = document.getElementById("news");
  if (note) note.hidden = false;
});
