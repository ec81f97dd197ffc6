// Entries of a call: what stands (the same rules as engine/call_entries.py), and an outbox that loses nothing.
// An entry is added, never changed. It stays in this browser until the server says that it is on disk.

const keyOf = (entry) => `${entry.kind}\u0000${entry.subject}`;
const before = (a, b) =>
  Date.parse(a.at) - Date.parse(b.at) || (a.writer < b.writer ? -1 : a.writer > b.writer ? 1 : 0) || a.seq - b.seq || (a.id < b.id ? -1 : 1);
const plain = (value) => (value && typeof value === "object" ? JSON.stringify(Object.entries(value).sort()) : JSON.stringify(value));

// What stands for each subject, in the order in which subjects began: { entry, others, heads }. Taken-back subjects are left out.
export function fold(entries) {
  const known = new Map();
  for (const entry of entries) known.set(entry.id, entry);
  const replaced = new Set();
  for (const entry of known.values())
    for (const earlier of entry.replaces || []) {
      const other = known.get(earlier);
      if (earlier !== entry.id && (!other || keyOf(other) === keyOf(entry))) replaced.add(earlier);
    }
  const subjects = new Map();
  for (const entry of [...known.values()].sort(before)) {
    const key = keyOf(entry);
    if (!subjects.has(key)) subjects.set(key, []);
    if (!replaced.has(entry.id)) subjects.get(key).push(entry);
  }
  const standing = new Map();
  for (const [key, heads] of subjects) {
    const told = [];
    for (const entry of [...heads].reverse()) {
      if (entry.value === null || entry.value === "") continue;
      if (told.every((other) => plain(other.value) !== plain(entry.value))) told.push(entry);
    }
    if (told.length) standing.set(key, { entry: told[0], others: told.slice(1), heads: heads.map((one) => one.id) });
  }
  return standing;
}

export const subjectKey = (kind, subject) => `${kind}\u0000${subject}`;

export class Outbox {
  // url: where entries are sent and asked for. changed(): something new stands. told(state, words): how saving goes.
  constructor({ call, user, url, token, changed, told }) {
    Object.assign(this, { call, user, url, token, changed, told });
    this.base = `peercall.call.${user}.${call}`;
    this.writer = crypto.randomUUID().slice(0, 18); // each loading of the page is a window of its own: numbers never meet
    this.entries = new Map(); // everything known: from the server and from here
    this.pending = []; // of this window, not yet on disk
    this.seq = 0;
    this.after = 0;
    this.wait = 0;
    this.sending = false;
    this.#adopt();
  }

  // what earlier windows of this person left unsent for this call is sent with ours
  #adopt() {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(`${this.base}.unsent.`)) continue;
      for (const entry of this.#read(key)) {
        this.pending.push(entry);
        this.entries.set(entry.id, entry);
      }
      localStorage.removeItem(key);
    }
    this.#keep();
  }

  #box() { return `${this.base}.unsent.${this.writer}`; }
  #read(key) { try { return JSON.parse(localStorage.getItem(key) || "[]"); } catch { return []; } }
  #keep() {
    try {
      if (this.pending.length) localStorage.setItem(this.#box(), JSON.stringify(this.pending));
      else localStorage.removeItem(this.#box());
    } catch { this.told("bad", "This browser keeps nothing more. Do not close this page."); }
  }

  keepDraft(kind, subject, value) {
    try { localStorage.setItem(`${this.base}.typing.${kind}.${subject}`, JSON.stringify({ value, at: Date.now() })); } catch { /* told by keep */ }
  }
  dropDraft(kind, subject) { localStorage.removeItem(`${this.base}.typing.${kind}.${subject}`); }
  // what was typed in a window that closed before its pause; a window that is still typing keeps its own
  drafts() {
    const found = [];
    const start = `${this.base}.typing.`;
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(start)) continue;
      const [kind, ...rest] = key.slice(start.length).split(".");
      try {
        const { value, at } = JSON.parse(localStorage.getItem(key));
        if (Date.now() - at < 3000) continue;
        found.push({ kind, subject: rest.join("."), value });
      } catch { /* not ours */ }
      localStorage.removeItem(key);
    }
    return found;
  }

  state() { return fold(this.entries.values()); }
  standing(kind, subject) { return this.state().get(subjectKey(kind, subject)); }

  add(kind, subject, value) {
    const all = [...this.entries.values()].filter((one) => one.kind === kind && one.subject === subject);
    const gone = new Set(all.flatMap((one) => one.replaces || []));
    const heads = all.filter((one) => !gone.has(one.id)).map((one) => one.id);
    const entry = { id: crypto.randomUUID(), writer: this.writer, seq: ++this.seq, at: new Date().toISOString(), kind, subject, value, replaces: heads.slice(-50) };
    this.entries.set(entry.id, entry);
    this.pending.push(entry);
    this.#keep();
    this.dropDraft(kind, subject);
    this.told("busy", "Saving");
    this.changed();
    this.send();
    return entry;
  }

  // nothing new was typed after all
  settled() {
    if (this.pending.length || this.sending) return;
    if (this.typing()) this.told("busy", "Typing");
    else this.told("good", "All saved");
  }
  // whether a field holds what is not an entry yet: then not everything is saved, whatever the server just said
  typing() { return false; }

  take(entries) {
    let fresh = false;
    for (const entry of entries) {
      if (!this.entries.has(entry.id)) fresh = true;
      this.entries.set(entry.id, entry);
    }
    if (fresh) this.changed();
  }

  async send() {
    if (this.sending || !this.pending.length) return;
    this.sending = true;
    clearTimeout(this.timer);
    const batch = this.pending.slice(0, 100);
    try {
      const answer = await fetch(this.url, {
        method: "POST", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, "X-Requested-With": "fetch" },
        body: JSON.stringify({ entries: batch }),
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.#later("bad", "You are signed out. What you typed is kept in this browser until you sign in again.");
      if (answer.status === 409) return this.#later("bad", (await answer.json()).sentence);
      if (!answer.ok) return this.#later("warn", "The server could not save just now. What you typed is kept here and sent again.");
      const said = await answer.json();
      const done = new Set([...said.kept, ...said.refused.map(([id]) => id)]);
      this.pending = this.pending.filter((entry) => !done.has(entry.id));
      this.#keep();
      this.wait = 0;
      this.sending = false;
      if (said.refused.length) this.told("bad", `Not saved: ${said.refused[0][1]}.`);
      else if (this.pending.length) this.send();
      else this.settled();
    } catch {
      this.#later("warn", "No connection. What you typed is kept in this browser and sent when the line is back.");
    }
  }

  #later(tone, words) {
    this.sending = false;
    this.wait = Math.min(15000, this.wait ? this.wait * 2 : 1000);
    this.told(tone, words, this.pending.length);
    this.timer = setTimeout(() => this.send(), this.wait);
  }

  #look() {
    return fetch(`${this.url}?after=${this.after}`, { headers: { "X-Peercall-Background": "1", "X-Requested-With": "fetch" }, redirect: "manual" });
  }
  // whether the server answers at all
  async reached() {
    try { await this.#look(); } catch { return false; }
    if (this.pending.length) this.send();
    return true;
  }

  async ask() {
    try {
      const answer = await this.#look();
      if (!answer.ok) return;
      const said = await answer.json();
      this.after = said.last;
      this.take(said.entries);
      if (this.pending.length) this.send();
    } catch { /* the outbox says that the line is down */ }
  }
}
