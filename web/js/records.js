// Patient records in the installed app: the same sealed rows as the program's file (docs/record-format.md), kept in the
// browser's own storage, and the same methods as `POST /api` has (api/records.md). A back-up moves between the two.
//
//   import { Records } from "./records.js";
//   const records = new Records(sodium, storage, { idleMs: 600000 });
//   const answer = await records.call({ method: "record_unlock", passphrase: "…" });   // {unlocked: true, faults: []}
//   if (answer.error) say(answer.error.message);                                        // {error: {status, message}}
//
// `call` takes every method of api/records.md, gives what is written there, and never throws; besides them
//   record_restore {backup (base64 or Uint8Array), passphrase}  → {rows}      makes the records; only where there are none
//   record_forget  {}                                           → {}          removes all from the browser, sealed as it is
// `backup()` → Uint8Array is record_backup without base64. `tick()` locks when nobody asked for idleMs: call it now and then.
// `sodium` is libsodium-wrappers-sumo, ready; `storage` is one of records-storage.js. What an answer acknowledges is kept.
// In the served app none of this is needed: send the same requests to POST /api (js/transport.js).
//
// The invariants are chain.c's (src/store): the trail's entries hold each other's digests, the manifest holds the last one,
// the rows are those that the trail says. What breaks them is named, and then nothing is written any more.

const KINDS = { patient: 1, consultation: 2, transcript: 3, note: 4, consent: 5, recording: 6, template: 7 };
const WORDS = Object.fromEntries(Object.entries(KINDS).map(([k, n]) => [n, k]));
const KEEPS = new Set([4, 5]);
const ACTS = ["?", "create", "unlock", "put", "remove", "erase", "view", "export", "backup", "restore", "passphrase"];
const TRAIL = 100, MANIFEST = 101, PIECE = 102, BACKUP = 103;
const HEADER = 160, BOUND = 72, OVER = 40, ENTRY = 104, ENVELOPE = 48, MANIFEST_SIZE = 80, OPEN = 56;
const MOST = 16 << 20, PIECE_MOST = 1 << 20, NONE = "0".repeat(32);

const utf8 = new TextEncoder(), text8 = new TextDecoder("utf-8", { fatal: true });
export const hex = (b) => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
export const unhex = (s) => Uint8Array.from(s.match(/../g) || [], (x) => parseInt(x, 16));
const view = (b) => new DataView(b.buffer, b.byteOffset, b.byteLength);
const get64 = (b, at) => Number(view(b).getBigUint64(at, true));
const put64 = (b, at, n) => view(b).setBigUint64(at, BigInt(n), true);
const get32 = (b, at) => view(b).getUint32(at, true);
const put32 = (b, at, n) => view(b).setUint32(at, n, true);
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) all.set(p, at), at += p.length;
  return all;
};

class Fault extends Error {
  constructor(status, message) { super(message); this.status = `DP_ERR_${status}`; }
}
const fail = (status, message) => { throw new Fault(status, message); };

// ---- seals: seal.c --------------------------------------------------------------------------------------------------

/** Bytes and keys, as docs/record-format.md has them. */
export class Seal {
  constructor(sodium) { this.s = sodium; }

  /** The 160 bytes that open a file or a back-up: what the passphrase costs, and the key that it wraps. */
  header(passphrase, { passes, kib }, key, ids, random = (n) => this.s.randombytes_buf(n)) {
    const h = new Uint8Array(HEADER), phrase = utf8.encode(passphrase);
    if (phrase.length < 8 || phrase.length > 1024) fail("INPUT", "the passphrase must have from 8 to 1024 bytes: five words make a good one");
    h.set(utf8.encode("DPRECORD"));
    [1, 1, passes, kib, kib < 8192 ? 1 : 0, 0].forEach((n, i) => put32(h, 8 + 4 * i, n));
    h.set(ids || join(random(16), random(8)), 32);
    h.set(random(16), 56);
    h.set(random(24), 72);
    const wrap = this.derive(h, phrase);
    h.set(this.s.crypto_aead_xchacha20poly1305_ietf_encrypt(key, h.subarray(0, BOUND), null, h.subarray(72, 96), wrap), 96);
    this.s.memzero(wrap);
    h.set(this.s.crypto_generichash(16, h.subarray(0, 144)), 144);
    return h;
  }
  derive(h, phrase) {
    return this.s.crypto_pwhash(32, phrase, h.subarray(56, 72), get32(h, 16), get32(h, 20) * 1024, this.s.crypto_pwhash_ALG_ARGON2ID13);
  }
  check(h, where) {
    if (h.length !== HEADER || text8.decode(h.subarray(0, 8).map((c) => c & 127)) !== "DPRECORD") fail("DAMAGED", `${where} holds no records of Diagnosis Pad, or their header is damaged`);
    if (!same(this.s.crypto_generichash(16, h.subarray(0, 144)), h.subarray(144))) fail("DAMAGED", `the header of ${where} is damaged: its key cannot be unwrapped; restore the newest back-up`);
    const passes = get32(h, 16), kib = get32(h, 20);
    if (get32(h, 8) !== 1 || get32(h, 12) !== 1 || get32(h, 28)) fail("DAMAGED", `${where} is of a format that this app does not know: use a newer one`);
    if (!passes || passes > 16 || kib < 8 || kib > 1 << 20) fail("DAMAGED", `the header of ${where} asks for ${passes} passes over ${kib} KiB: that is not obeyed`);
  }
  open(h, passphrase) {
    let wrap;
    try { wrap = this.derive(h, utf8.encode(passphrase)); } catch { fail("MEMORY", "there is not enough memory to try the passphrase"); }
    try {
      return this.s.crypto_aead_xchacha20poly1305_ietf_decrypt(null, h.subarray(96, 144), h.subarray(0, BOUND), h.subarray(72, 96), wrap);
    } catch { fail("PASSPHRASE", "the passphrase does not open these records"); } finally { this.s.memzero(wrap); }
  }
  /** A row's name, the associated data: magic, format, kind, file, key, id, version. */
  name(h, { kind, id, version }) {
    const n = new Uint8Array(64);
    n.set(utf8.encode("DPRECORD"));
    put32(n, 8, 1);
    put32(n, 12, kind);
    n.set(h.subarray(32, 56), 16);
    n.set(unhex(id), 40);
    put64(n, 56, version);
    return n;
  }
  seal(h, key, name, plain, nonce = this.s.randombytes_buf(24)) {
    return join(nonce, this.s.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, this.name(h, name), null, nonce, key));
  }
  /** null: it is not what this row was sealed as. */
  unseal(h, key, name, sealed) {
    if (!sealed || sealed.length < OVER) return null;
    try {
      return this.s.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed.subarray(24), this.name(h, name), sealed.subarray(0, 24), key);
    } catch { return null; }
  }
  hash(...parts) {
    const state = this.s.crypto_generichash_init(null, 32);
    for (const p of parts) this.s.crypto_generichash_update(state, p);
    return this.s.crypto_generichash_final(state, 32);
  }
  digest(h, name, sealed) { return this.hash(this.name(h, name), sealed); }
}

// ---- what a row shows of itself ----------------------------------------------------------------------------------------

/** The beginning of a text up to `bytes` bytes or a line's end, in whole characters. */
function cut(s, bytes, line) {
  let n = 0, out = "";
  for (const c of s) {
    if (n >= bytes || (line && c === "\n")) break;
    n += utf8.encode(c).length;
    out += c;
  }
  return out;
}
function titleOf(body) {
  const t = [body.title, body.name].find((x) => typeof x === "string") ?? (typeof body.text === "string" ? cut(body.text, 72, true) : "");
  return utf8.encode(t).length > 200 ? cut(t, 196) : t;
}
const lower = (s) => s.replace(/[A-ZÀ-ÖØ-Þ]/g, (c) => c.toLowerCase());
const wordly = (c) => (c >= "a" && c <= "z") || (c >= "0" && c <= "9") || c >= "\x80";
function wordAt(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (!(at && wordly(text[at - 1]) && wordly(word[0]))) return at;
  return -1;
}
function* strings(v) {
  if (typeof v === "string") yield v;
  else if (v && typeof v === "object") for (const x of Object.values(v)) yield* strings(x);
}
const words = (i) => `${WORDS[i.kind] || "row"} ${i.id.slice(0, 8)}, version ${i.version}`;
const base64 = (b) => { let s = ""; for (let i = 0; i < b.length; i += 8192) s += String.fromCharCode(...b.subarray(i, i + 8192)); return btoa(s); };
function unbase64(s, what) {
  try { return Uint8Array.from(atob(s), (c) => c.charCodeAt(0)); } catch { return fail("INPUT", `"${what}" must be base64`); }
}

// ---- the records ---------------------------------------------------------------------------------------------------------

export class Records {
  #key = null;
  #queue = Promise.resolve();

  constructor(sodium, storage, { idleMs = 600000, cost = { passes: 3, kib: 128 << 10 }, now = () => Date.now() } = {}) {
    Object.assign(this, { sodium, storage, seal: new Seal(sodium), idleMs, cost, now, lastCall: now() });
    this.#forget();
  }

  #forget() {
    Object.assign(this, { header: null, manifest: null, items: new Map(), faults: [], trailBroken: false, entries: 0, rows: new Map() });
  }
  #lock() {
    if (this.#key) this.sodium.memzero(this.#key);
    this.#key = null;
    this.#forget();
  }
  get unlocked() { this.tick(); return !!this.#key; }
  tick() { if (this.#key && this.idleMs && this.now() - this.lastCall >= this.idleMs) this.#lock(); }

  /** One request after the other. */
  call(request) {
    const turn = this.#queue.then(() => this.#answer(request));
    this.#queue = turn.catch(() => {});
    return turn;
  }
  async #answer(request) {
    const id = request && "id" in request ? { id: request.id } : {};
    try {
      const name = request?.method, run = typeof name === "string" && Object.hasOwn(METHODS, name) ? METHODS[name] : null;
      if (!run) fail("NOT_FOUND", `there is no method "${name}": api/records.md lists those of records`);
      const { open = true, ...params } = run.params;
      for (const [k, v] of Object.entries(request)) {
        if (k === "method" || k === "id") continue;
        if (!params[k]) fail("INPUT", `the request has no "${k}"`);
        const type = v instanceof Uint8Array ? "bytes" : Array.isArray(v) ? "array" : v === null ? "null" : typeof v;
        if (!params[k].replace("!", "").split("|").includes(type)) fail("INPUT", `"${k}" must be a ${params[k].replace("!", "")}`);
      }
      for (const [k, v] of Object.entries(params)) if (v.endsWith("!") && !(k in request)) fail("INPUT", `the request needs "${k}"`);
      for (const k of ["record", "patient", "consultation"]) if (request[k] && !/^[0-9a-fA-F]{32}$/.test(request[k])) fail("INPUT", `"${k}" must be an id of 32 hexadecimal digits`);
      if (request.kind !== undefined && !KINDS[request.kind]) fail("INPUT", `"kind" must be one of ${Object.keys(KINDS).join("|")}`);
      this.tick();
      if (open) {
        if (!this.#key) (await this.storage.header()) ? fail("LOCKED", "the records are locked: give the passphrase") : fail("NOT_FOUND", "there are no records here yet");
        this.lastCall = this.now();
        await this.#refresh();
      }
      return { ...id, ...(await run.call(this, request, this.#inner)) };
    } catch (e) {
      const status = e.status || (e.name === "QuotaExceededError" ? "DP_ERR_IO" : "DP_ERR_INTERNAL");
      const message = e.name === "QuotaExceededError" ? "the browser's storage is full: nothing was changed" : e.message;
      return { ...id, error: { status, message } };
    }
  }
  /** What the methods below may do. */
  #inner = {
    unlock: async (passphrase) => {
      this.#lock();
      const h = await this.storage.header();
      if (!h) fail("NOT_FOUND", "there are no records here yet");
      this.seal.check(h, "the browser's storage");
      this.#key = this.seal.open(h, passphrase);
      this.lastCall = this.now();
      try {
        await this.#load();
        if (!this.faults.length) await this.#change((c) => c.entry("unlock"));
      } catch (e) { this.#lock(); throw e; }
    },
    lock: () => this.#lock(),
    create: async (passphrase) => {
      if (await this.storage.header()) fail("CONFLICT", "there are records already, and nothing is overwritten");
      const key = this.sodium.randombytes_buf(32), h = this.seal.header(passphrase, this.cost, key);
      this.#lock();
      this.#key = key;
      this.header = h;
      this.manifest = { version: 0, entries: 0, head: new Uint8Array(32), open: [] };
      this.lastCall = this.now();
      try { await this.#change((c) => { c.header = h; c.entry("create"); }); } catch (e) { this.#lock(); throw e; }
    },
    change: (make) => this.#change(make),
    read: (i) => this.#body(i),
    piece: (id, n) => this.#piece(id, n),
    passphrase: async (before, next) => {
      const key = this.seal.open(this.header, before), h = this.seal.header(next, this.cost, this.#key, this.header.subarray(32, 56));
      this.sodium.memzero(key);
      await this.#change((c) => { c.header = h; c.entry("passphrase", undefined, this.seal.hash(h)); });
    },
    verify: () => this.#load(true),
    backup: () => this.#backup(),
    restore: (bytes, passphrase) => this.#restore(bytes, passphrase),
    unsealEntry: (e) => this.seal.unseal(this.header, this.#key, { kind: TRAIL, id: NONE, version: e.n }, e.sealed),
  };

  // ---- reading all: chain.c ------------------------------------------------------------------------------------------------

  #take({ header, manifest, trail, rows }) {
    const h = header, S = this.seal;
    this.#forget();
    this.header = h;
    const plain = manifest && S.unseal(h, this.#key, { kind: MANIFEST, id: NONE, version: manifest.version }, manifest.sealed);
    this.manifest = { version: manifest?.version ?? 0, sealed: manifest?.sealed, entries: 0, head: null, open: [] };
    if (!plain || plain.length < MANIFEST_SIZE) {
      this.trailBroken = true;
      this.faults.push("the manifest is damaged: whether the trail is whole cannot be told");
    } else {
      this.manifest.entries = get64(plain, 0);
      this.manifest.head = plain.slice(8, 40);
      for (let i = 0; i < get32(plain, 72); i++) {
        const at = MANIFEST_SIZE + i * OPEN;
        this.manifest.open.push({ id: hex(plain.subarray(at, at + 16)), pieces: get64(plain, at + 16), last: plain.slice(at + 24, at + 56) });
      }
    }
    let next = 1, before = new Uint8Array(32), gap = false;
    for (const e of trail) {
      const name = { kind: TRAIL, id: NONE, version: e.n };
      if (e.n !== next) this.faults.push(`the trail: entries ${next} to ${e.n - 1} are missing`), this.trailBroken = gap = true;
      const p = S.unseal(h, this.#key, name, e.sealed);
      if (!p || p.length !== ENTRY) {
        this.faults.push(`the trail: entry ${e.n} is not what was written`);
        this.trailBroken = gap = true;
      } else {
        if (!gap && !same(p.subarray(0, 32), before)) this.faults.push(`the trail: entry ${e.n} does not follow on entry ${e.n - 1}`), this.trailBroken = true;
        gap = false;
        const act = ACTS[get32(p, 40)], id = hex(p.subarray(48, 64));
        if (act === "put") this.#add({ kind: get32(p, 44), id, version: get64(p, 64), digest: p.slice(72, 104) });
        if (act === "remove") this.items.delete(id);
      }
      before = S.digest(h, name, e.sealed);
      next = e.n + 1;
    }
    if (plain) {
      if (next - 1 !== this.manifest.entries) this.faults.push(`the trail ends at entry ${next - 1}; by the manifest it has ${this.manifest.entries}`), this.trailBroken = true;
      else if (!same(before, this.manifest.head)) this.faults.push("the trail's last entry is not the one that the manifest names"), this.trailBroken = true;
      if (!same(S.hash(h), plain.subarray(40, 72))) this.faults.push("the header is an older one: a former passphrase was put back");
    }
    for (const r of rows) this.#takeRow(r);
    for (const versions of this.items.values()) for (const i of versions) if (!i.place) this.faults.push((i.fault = `${words(i)} is missing`));
  }
  #add(i) {
    const versions = this.items.get(i.id) || [];
    this.items.set(i.id, KEEPS.has(i.kind) ? [...versions, i] : [i]);
  }
  #takeRow(r) {
    const d = this.seal.digest(this.header, r, r.sealed), plain = this.seal.unseal(this.header, this.#key, r, r.sealed);
    const known = this.items.get(r.id);
    let i = known?.find((x) => x.version === r.version && x.kind === r.kind && !x.place);
    if (plain && !i && this.trailBroken && (!known || known.at(-1).version < r.version)) this.#add((i = { kind: r.kind, id: r.id, version: r.version, digest: d }));
    if (!i) return void this.faults.push(plain ? `${words(r)} stands where it was replaced or removed: an older row was put back, and is refused` : `${words(r)} is no row of these records, or its name was changed: it is refused`);
    i.place = r.n;
    if (!plain || plain.length < ENVELOPE || !same(d, i.digest)) {
      this.faults.push((i.fault = plain ? `${words(r)} is not the one that was written last: it is refused` : `${words(r)} is damaged: it does not open, and is refused`));
      return;
    }
    this.#envelope(i, plain);
    this.rows.set(r.n, r.sealed);
  }
  #envelope(i, plain) {
    i.patient = hex(plain.subarray(0, 16));
    i.consultation = hex(plain.subarray(16, 32));
    i.created = get64(plain, 32);
    i.changed = get64(plain, 40);
    try { i.title = titleOf(JSON.parse(text8.decode(plain.subarray(ENVELOPE)))); } catch { i.title = ""; }
  }
  #body(i) {
    if (i.fault) fail("DAMAGED", i.fault);
    const plain = this.seal.unseal(this.header, this.#key, i, this.rows.get(i.place));
    if (!plain) fail("DAMAGED", `${words(i)} is not what was written: it is refused`);
    return JSON.parse(text8.decode(plain.subarray(ENVELOPE)));
  }
  async #load(sound = false) {
    this.#take(await this.storage.read());
    for (const r of this.manifest.open) if ((await this.storage.countPieces(r.id)) !== r.pieces) this.faults.push(`recording ${r.id.slice(0, 8)}: pieces are missing; there were ${r.pieces}`);
    let pieces = 0;
    if (sound) {
      let ours = 0;
      for (const versions of this.items.values()) {
        const i = versions.at(-1);
        if (i.kind !== KINDS.recording || i.fault) continue;
        const is = this.recording(i);
        let chain = new Uint8Array(32), known = true;
        for (let n = 0; n < is.pieces; n++) {
          const p = await this.#openPiece(i.id, n).catch((e) => void this.faults.push(e.message));
          if (!p) { known = false; continue; }
          if (known && !same(p.before, chain)) this.faults.push(`recording ${i.id.slice(0, 8)}: piece ${n ? n - 1 : 0} is not the one that was recorded`);
          chain = p.self;
          known = true;
          pieces++;
        }
        if (is.pieces && known && !same(chain, is.last)) this.faults.push(`recording ${i.id.slice(0, 8)}: piece ${is.pieces - 1} is not the one that was recorded`);
        const here = await this.storage.countPieces(i.id);
        if (here > is.pieces) this.faults.push(`recording ${i.id.slice(0, 8)}: ${here - is.pieces} pieces too many`);
        ours += here;
      }
      const all = await this.storage.countPieces();
      if (all > ours && !this.faults.length) this.faults.push(`${all - ours} pieces of sound belong to no recording`);
    }
    return { rows: [...this.items.values()].flat().filter((i) => !i.fault).length, pieces };
  }
  /** What another window wrote meanwhile. */
  async #refresh() {
    const m = await this.storage.manifest();
    if (!m || m.version !== this.manifest.version || !same(m.sealed, this.manifest.sealed)) {
      const h = await this.storage.header();
      if (!h || !same(h.subarray(32, 56), this.header.subarray(32, 56))) { this.#lock(); fail("CONFLICT", "the records are others by now: unlock them again"); }
      await this.#load();
    }
  }

  // ---- changes -----------------------------------------------------------------------------------------------------------

  /** `make` fills a change: c.put(item, body), c.remove(item), c.entry(act, item, digest), c.pieces, c.open, c.header. */
  async #change(make) {
    if (this.faults.length) fail("DAMAGED", `the records are damaged, so nothing is written to them: ${this.faults[0]}. Export what can be read, or restore the newest back-up`);
    const S = this.seal, h = this.header, key = this.#key, m = this.manifest;
    const c = {
      expect: m.version, trail: [], rows: [], removeRows: [], pieces: [], removePieces: [], header: null, added: [], removed: [],
      entries: m.entries, head: m.head, open: m.open.map((o) => ({ ...o })),
      entry: (act, i = {}, digest) => {
        const p = new Uint8Array(ENTRY), name = { kind: TRAIL, id: NONE, version: c.entries + 1 };
        p.set(c.head);
        put64(p, 32, this.now());
        put32(p, 40, ACTS.indexOf(act));
        put32(p, 44, i.kind || 0);
        p.set(unhex(i.id || NONE), 48);
        put64(p, 64, i.version || 0);
        if (digest) p.set(digest, 72);
        const sealed = S.seal(h, key, name, p);
        c.head = S.digest(h, name, sealed);
        c.trail.push({ n: ++c.entries, sealed });
      },
      put: (i, body) => {
        const json = utf8.encode(JSON.stringify(body));
        if (json.length > MOST) fail("TOO_LARGE", "a row holds at most 16 MB");
        const plain = new Uint8Array(ENVELOPE + json.length);
        plain.set(unhex(i.patient));
        plain.set(unhex(i.consultation), 16);
        put64(plain, 32, i.created);
        put64(plain, 40, i.changed);
        plain.set(json, ENVELOPE);
        const sealed = S.seal(h, key, i, plain), before = this.items.get(i.id)?.at(-1);
        i.digest = S.digest(h, i, sealed);
        i.title = titleOf(body);
        if (before && !KEEPS.has(i.kind)) c.removeRows.push(before.place);
        c.rows.push({ kind: i.kind, id: i.id, version: i.version, sealed });
        c.added.push(i);
        c.entry("put", i, i.digest);
      },
      sound: (i) => { c.removePieces.push(i.id); c.open = c.open.filter((o) => o.id !== i.id); },
      remove: (i) => {
        for (const v of this.items.get(i.id)) c.removeRows.push(v.place);
        if (i.kind === KINDS.recording) c.sound(i);
        c.removed.push(i.id);
        c.entry("remove", { kind: i.kind, id: i.id, version: i.version });
      },
      piece: (id, n, plain) => {
        const name = { kind: PIECE, id, version: n }, sealed = S.seal(h, key, name, plain);
        c.pieces.push({ id, n, sealed });
        return S.digest(h, name, sealed);
      },
    };
    make(c);
    const plain = new Uint8Array(MANIFEST_SIZE + c.open.length * OPEN), next = m.version + 1;
    put64(plain, 0, c.entries);
    plain.set(c.head, 8);
    plain.set(S.hash(c.header || h), 40);
    put32(plain, 72, c.open.length);
    c.open.forEach((o, i) => {
      const at = MANIFEST_SIZE + i * OPEN;
      plain.set(unhex(o.id), at);
      put64(plain, at + 16, o.pieces);
      plain.set(o.last, at + 24);
    });
    c.manifest = { version: next, sealed: S.seal(h, key, { kind: MANIFEST, id: NONE, version: next }, plain) };
    const places = await this.storage.commit(c);
    if (!places) fail("CONFLICT", "another window changed the records meanwhile: try again");
    if (c.header) this.header = c.header;
    this.manifest = { ...c.manifest, entries: c.entries, head: c.head, open: c.open };
    for (const n of c.removeRows) this.rows.delete(n);
    c.added.forEach((i, k) => { i.place = places[k]; this.rows.set(places[k], c.rows[k].sealed); this.#add(i); });
    for (const id of c.removed) this.items.delete(id);
  }

  // ---- sound ---------------------------------------------------------------------------------------------------------------

  recording(i) {
    const body = this.#body(i), open = this.manifest.open.find((o) => o.id === i.id);
    return open ? { pieces: open.pieces, last: open.last, ended: false, meta: body.meta } : { pieces: body.pieces, last: unhex(body.last || NONE + NONE), ended: "pieces" in body, meta: body.meta, erased: body.erased };
  }
  async #openPiece(id, n) {
    const name = { kind: PIECE, id, version: n }, sealed = await this.storage.piece(id, n);
    if (!sealed) fail("DAMAGED", `recording ${id.slice(0, 8)}: piece ${n} is missing`);
    const plain = this.seal.unseal(this.header, this.#key, name, sealed);
    if (!plain || plain.length <= 32) fail("DAMAGED", `recording ${id.slice(0, 8)}: piece ${n} is not what was recorded: it is refused`);
    return { before: plain.slice(0, 32), bytes: plain.slice(32), self: this.seal.digest(this.header, name, sealed) };
  }
  async #piece(i, n) {
    const is = this.recording(i);
    if (is.erased) fail("NOT_FOUND", "the sound of this recording was erased");
    if (!(n < is.pieces)) fail("NOT_FOUND", `the recording has ${is.pieces} pieces`);
    const p = await this.#openPiece(i.id, n), after = n + 1 === is.pieces ? is.last : await this.#openPiece(i.id, n + 1).then((x) => x.before, () => null);
    if (after && !same(after, p.self)) fail("DAMAGED", `piece ${n} of the recording is not the one that was recorded: it is refused`);
    return p.bytes;
  }

  // ---- back-ups: backup.c ----------------------------------------------------------------------------------------------------

  async backup() {
    const answer = await this.call({ method: "record_backup" });
    return answer.error ? answer : unbase64(answer.backup, "backup");
  }
  async #backup() {
    await this.#load(true);
    await this.#change((c) => c.entry("backup"));
    const all = await this.storage.read(), parts = [utf8.encode("DPBACKUP"), new Uint8Array(8), this.header];
    put32(parts[1], 0, 1);
    let frames = 0;
    const frame = (kind, id, version, sealed) => {
      const head = new Uint8Array(32);
      put32(head, 0, kind);
      put32(head, 4, sealed.length);
      head.set(unhex(id), 8);
      put64(head, 24, version);
      parts.push(head, sealed);
      frames++;
    };
    for (const e of all.trail) frame(TRAIL, NONE, e.n, e.sealed);
    for (const r of all.rows) frame(r.kind, r.id, r.version, r.sealed);
    for (const p of await this.storage.pieces()) frame(PIECE, p.id, p.n, p.sealed);
    frame(MANIFEST, NONE, all.manifest.version, all.manifest.sealed);
    frame(BACKUP, NONE, frames, this.seal.seal(this.header, this.#key, { kind: BACKUP, id: NONE, version: frames }, this.seal.hash(...parts)));
    return join(...parts);
  }
  /** Takes a back-up apart: null for what is no whole back-up under this passphrase is never given; it is refused. */
  #unpack(bytes, passphrase) {
    const S = this.seal, out = { trail: [], rows: [], pieces: [] };
    if (bytes.length < 16 + HEADER) fail("DAMAGED", "the back-up is cut short: it is not restored");
    if (text8.decode(bytes.subarray(0, 8).map((c) => c & 127)) !== "DPBACKUP" || get32(bytes, 8) !== 1) fail("DAMAGED", "this is no back-up of Diagnosis Pad, or its beginning is damaged");
    out.header = bytes.slice(16, 16 + HEADER);
    S.check(out.header, "the back-up");
    const key = S.open(out.header, passphrase);
    for (let at = 16 + HEADER, frames = 0; ; frames++) {
      if (at + 32 > bytes.length) fail("DAMAGED", "the back-up is cut short: it is not restored");
      const kind = get32(bytes, at), size = get32(bytes, at + 4), id = hex(bytes.subarray(at + 8, at + 24)), version = get64(bytes, at + 24);
      if (at + 32 + size > bytes.length) fail("DAMAGED", "the back-up is cut short: it is not restored");
      const sealed = bytes.slice(at + 32, at + 32 + size);
      if (kind === BACKUP) {
        const said = S.unseal(out.header, key, { kind: BACKUP, id: NONE, version }, sealed);
        if (version !== frames || id !== NONE || !said || !same(said, S.hash(bytes.subarray(0, at)))) fail("DAMAGED", "the back-up is not as it was written: it is not restored");
        if (at + 32 + size !== bytes.length) fail("DAMAGED", "something was added to the back-up: it is not restored");
        return { ...out, key };
      }
      if (kind === TRAIL) out.trail.push({ n: version, sealed });
      else if (kind === MANIFEST) out.manifest = { version, sealed };
      else if (kind === PIECE) out.pieces.push({ id, n: version, sealed });
      else out.rows.push({ n: out.rows.length + 1, kind, id, version, sealed });
      at += 32 + size;
    }
  }
  async #restore(bytes, passphrase) {
    if (await this.storage.header()) fail("CONFLICT", "there are records already, and nothing is overwritten");
    const { key, ...all } = this.#unpack(bytes, passphrase);
    this.#lock();
    this.#key = key;
    try {
      this.#take(all);
      if (this.faults.length) fail("DAMAGED", `the back-up is damaged: ${this.faults[0]}. It is not restored`);
      if (!(await this.storage.fill(all))) fail("CONFLICT", "there are records already, and nothing is overwritten");
      await this.#load(true);
      if (this.faults.length) {
        const first = this.faults[0];
        await this.storage.destroy();
        fail("DAMAGED", `the back-up is damaged: ${first}. It is not restored`);
      }
      this.lastCall = this.now();
      await this.#change((c) => c.entry("restore"));
    } catch (e) { this.#lock(); throw e; }
    return [...this.items.values()].flat().length;
  }

  // ---- for the methods -------------------------------------------------------------------------------------------------------

  /** The newest version of a row; refused when there is none. */
  newest(id, kind) {
    const i = this.items.get(id?.toLowerCase())?.at(-1);
    if (!i || (kind && i.kind !== kind)) fail("NOT_FOUND", `there is no ${kind ? WORDS[kind] : "row"} ${id} in the records`);
    return i;
  }
  *all() { for (const versions of this.items.values()) yield versions.at(-1); }
  shown(i) {
    const r = { kind: WORDS[i.kind], record: i.id };
    if (i.kind !== KINDS.patient && i.patient && i.patient !== NONE) r.patient = i.patient;
    if (i.consultation && i.consultation !== NONE) r.consultation = i.consultation;
    Object.assign(r, { version: i.version, created: i.created ?? 0, changed: i.changed ?? 0, title: i.title ?? "" });
    if (i.fault) r.fault = i.fault;
    return r;
  }
  sorted(list) { return list.sort((a, b) => (b.changed ?? 0) - (a.changed ?? 0) || (a.id < b.id ? -1 : 1)); }
  /** A transcript of a recording whose sound was erased says so. */
  soundOf(i, body) {
    const r = i.kind === KINDS.transcript && typeof body.recording === "string" && this.items.get(body.recording.toLowerCase())?.at(-1);
    const erased = r && r.kind === KINDS.recording && !r.fault && this.recording(r).erased;
    return erased ? { sound_erased: erased } : {};
  }
  consented(consultation) {
    let newest = null;
    for (const i of this.all()) if (i.kind === KINDS.consent && i.consultation === consultation && (!newest || i.changed >= newest.changed)) newest = i;
    return !!newest && this.#body(newest).given === true;
  }
}

// ---- the methods: records.c ------------------------------------------------------------------------------------------------

const METHODS = {};
function method(name, params, run) { METHODS[name] = run; run.params = params; }

method("record_status", { open: false }, async function () {
  const h = await this.storage.header(), r = { there: !!h, unlocked: this.unlocked };
  if (h) try { this.seal.check(h, "the browser's storage"); Object.assign(r, { read_only: false, weak: get32(h, 20) < 8192 }); } catch (e) { r.fault = e.message; }
  if (this.unlocked) r.faults = this.faults;
  return { ...r, locks_after_ms: this.idleMs };
});
method("record_create", { open: false, passphrase: "string!" }, async (q, inner) => { await inner.create(q.passphrase); return { unlocked: true }; });
method("record_unlock", { open: false, passphrase: "string!" }, async function (q, inner) { await inner.unlock(q.passphrase); return { unlocked: true, faults: this.faults }; });
method("record_lock", { open: false }, async (q, inner) => { inner.lock(); return { unlocked: false }; });
method("record_passphrase", { old: "string!", new: "string!" }, async (q, inner) => { await inner.passphrase(q.old, q.new); return { changed: true }; });
method("record_restore", { open: false, backup: "string|bytes!", passphrase: "string!" }, async (q, inner) => ({ rows: await inner.restore(typeof q.backup === "string" ? unbase64(q.backup, "backup") : q.backup, q.passphrase) }));
method("record_forget", { open: false }, async function (q, inner) { inner.lock(); await this.storage.destroy(); return {}; });
method("record_backup", {}, async (q, inner) => ({ backup: base64(await inner.backup()) }));
method("record_verify", {}, async function (q, inner) {
  const n = await inner.verify();
  return { faults: this.faults, rows: n.rows, pieces: n.pieces, bytes: await this.storage.bytes(), entries: this.manifest.entries, head: hex((this.manifest.head || new Uint8Array(8)).subarray(0, 8)) };
});

method("record_put", { kind: "string!", record: "string", version: "number", patient: "string", consultation: "string", body: "object!" }, async function (q, inner) {
  const kind = KINDS[q.kind], now = this.now(), patient = q.patient?.toLowerCase() || NONE, consultation = q.consultation?.toLowerCase() || NONE;
  let i;
  if (kind === KINDS.recording) fail("INPUT", "a recording is begun and ended, not put");
  if (q.record) {
    const before = this.newest(q.record, kind);
    if (before.version !== (q.version || 0)) fail("CONFLICT", `it was changed meanwhile: version ${before.version} is there, and version ${q.version || 0} was to be replaced; look at it and try again`);
    if ((patient !== NONE && patient !== before.patient) || (consultation !== NONE && consultation !== before.consultation)) fail("INPUT", "a next version stays with its patient and consultation");
    i = { kind, id: before.id, version: before.version + 1, patient: before.patient, consultation: before.consultation, created: before.created, changed: now };
  } else {
    i = { kind, id: hex(this.sodium.randombytes_buf(16)), version: 1, patient, consultation, created: now, changed: now };
    if (kind === KINDS.patient) {
      if (patient !== NONE || consultation !== NONE) fail("INPUT", "a patient belongs to no other patient or consultation");
      i.patient = i.id;
    } else {
      if (consultation !== NONE) {
        const k = this.newest(consultation, KINDS.consultation);
        if (i.patient === NONE) i.patient = k.patient;
        if (i.patient !== k.patient) fail("INPUT", "that consultation is of another patient");
        if (kind === KINDS.consultation) fail("INPUT", "a consultation belongs to no other consultation");
      } else if ([KINDS.transcript, KINDS.note, KINDS.consent].includes(kind)) fail("INPUT", `a ${q.kind} needs the consultation that it belongs to`);
      if (i.patient === NONE) { if (kind !== KINDS.template) fail("INPUT", `a ${q.kind} needs the patient that it belongs to`); }
      else this.newest(i.patient, KINDS.patient);
    }
  }
  await inner.change((c) => c.put(i, q.body));
  return { record: i.id, version: i.version };
});
method("record_get", { record: "string!", version: "number" }, async function (q, inner) {
  const newest = this.newest(q.record), i = q.version ? this.items.get(newest.id).find((x) => x.version === q.version) : newest;
  if (!i) fail("NOT_FOUND", `version ${q.version} of that ${WORDS[newest.kind]} is not kept`);
  const body = inner.read(i);
  if (!this.faults.length) await inner.change((c) => c.entry("view", { kind: i.kind, id: i.id }));
  return { ...this.shown(i), versions: newest.version, ...this.soundOf(i, body), body };
});
method("record_list", { kind: "string", patient: "string", consultation: "string" }, async function (q) {
  const kind = KINDS[q.kind], patient = q.patient?.toLowerCase(), consultation = q.consultation?.toLowerCase();
  return { rows: this.sorted([...this.all()].filter((i) => (!kind || i.kind === kind) && (!patient || i.patient === patient) && (!consultation || i.consultation === consultation || i.id === consultation))).map((i) => this.shown(i)) };
});
method("record_find", { kind: "string", name: "string!" }, async function (q) {
  const kind = KINDS[q.kind], name = q.name.toLowerCase();
  const found = [...this.all()].filter((i) => (!kind || i.kind === kind) && ((i.kind === KINDS.patient && i.title && i.title.toLowerCase() === name) || (name.length >= 4 && i.id.startsWith(name))));
  if (!found.length) fail("NOT_FOUND", `there is no ${q.kind || "row"} “${q.name}” in the records`);
  if (found.length > 1) fail("CONFLICT", `“${q.name}” could be one of ${found.length}: give more digits of the id`);
  return this.shown(found[0]);
});
method("record_search", { words: "string!", limit: "number" }, async function (q, inner) {
  const wanted = lower(q.words).split(/\s+/).filter(Boolean).slice(0, 16), hits = [];
  let unread = 0;
  if (!wanted.length) fail("INPUT", "what is to be searched for? Give a word or more");
  for (const i of this.sorted([...this.all()].filter((x) => x.kind !== KINDS.recording))) {
    if (hits.length >= (q.limit || 50)) break;
    let body;
    try { body = inner.read(i); } catch { unread++; continue; }
    const texts = [...strings(body)], low = texts.map(lower);
    if (!wanted.every((w) => low.some((t) => wordAt(t, w) >= 0))) continue;
    const n = low.findIndex((t) => wanted.some((w) => wordAt(t, w) >= 0)), at = Math.max(...wanted.map((w) => wordAt(low[n], w)).filter((x) => x >= 0).map((x) => -x)) * -1;
    hits.push({ ...this.shown(i), snippet: texts[n].slice(Math.max(0, at - 40), at + 80) });
  }
  return { hits, unread };
});
method("record_export", { patient: "string!", audio: "boolean" }, async function (q, inner) {
  const patient = this.newest(q.patient, KINDS.patient), rows = [];
  if (!this.faults.length) await inner.change((c) => c.entry("export", { kind: patient.kind, id: patient.id }));
  for (const versions of this.items.values()) for (const i of versions) {
    if (i.patient !== patient.id || i.fault) continue;
    const { patient: _, title: __, ...head } = this.shown(i), row = { ...head, body: inner.read(i) };
    if (q.audio && i.kind === KINDS.recording) {
      row.pieces = [];
      for (let n = 0; n < this.recording(i).pieces; n++) row.pieces.push(await inner.piece(i, n).then(base64, () => null));
    }
    rows.push(row);
  }
  return { export: { format: "diagpad export 1", exported: this.now(), patient: patient.id, rows, unreadable: this.faults } };
});
method("record_erase", { patient: "string!" }, async function (q, inner) {
  const patient = this.newest(q.patient, KINDS.patient), gone = [...this.all()].filter((i) => i.patient === patient.id);
  await inner.change((c) => { gone.forEach((i) => c.remove(i)); c.entry("erase", { kind: patient.kind, id: patient.id }); });
  return { rows: gone.length };
});
method("record_trail", { from: "number", limit: "number" }, async function (q, inner) {
  const { trail } = await this.storage.read(), from = q.from || 1;
  return {
    entries: trail.filter((e) => e.n >= from).slice(0, q.limit || 1000).map((e) => {
      const p = inner.unsealEntry(e);
      if (!p) return { number: e.n, fault: "it is not what was written" };
      const r = { number: e.n, at: get64(p, 32), act: ACTS[get32(p, 40)] }, kind = get32(p, 44), id = hex(p.subarray(48, 64)), version = get64(p, 64);
      if (kind) r.kind = WORDS[kind];
      if (id !== NONE) r.record = id;
      if (version) r.version = version;
      return r;
    }),
  };
});

method("record_recording_begin", { consultation: "string!", meta: "object" }, async function (q, inner) {
  const k = this.newest(q.consultation, KINDS.consultation), now = this.now();
  if (!this.consented(k.id)) fail("INPUT", 'nothing is recorded before the consent is: put a consent of this consultation with "given": true first');
  const i = { kind: KINDS.recording, id: hex(this.sodium.randombytes_buf(16)), version: 1, patient: k.patient, consultation: k.id, created: now, changed: now };
  await inner.change((c) => { c.put(i, { meta: q.meta || {} }); c.open.push({ id: i.id, pieces: 0, last: new Uint8Array(32) }); });
  return { record: i.id };
});
method("record_recording_append", { record: "string!", bytes: "string|bytes!" }, async function (q, inner) {
  const bytes = typeof q.bytes === "string" ? unbase64(q.bytes, "bytes") : q.bytes, i = this.newest(q.record, KINDS.recording);
  if (!bytes.length) fail("INPUT", "a piece of sound has from 1 to 1048576 bytes");
  if (bytes.length > PIECE_MOST) fail("TOO_LARGE", "a piece of sound has from 1 to 1048576 bytes");
  const open = this.manifest.open.find((o) => o.id === i.id);
  if (!open) fail("CONFLICT", "this recording was ended or erased: begin another");
  if (!this.consented(i.consultation)) fail("INPUT", "the consent was withdrawn: nothing more is recorded");
  await inner.change((c) => {
    const o = c.open.find((x) => x.id === i.id);
    o.last = c.piece(i.id, o.pieces, join(o.last, bytes));
    o.pieces++;
  });
  return { index: open.pieces };
});
method("record_recording_end", { record: "string!" }, async function (q, inner) {
  const i = this.newest(q.record, KINDS.recording), open = this.manifest.open.find((o) => o.id === i.id);
  if (!open) fail("CONFLICT", "this recording was ended already");
  const { meta } = this.recording(i), { kind, id, version, patient, consultation, created } = i;
  await inner.change((c) => {
    c.put({ kind, id, version: version + 1, patient, consultation, created, changed: this.now() }, { pieces: open.pieces, last: hex(open.last), meta });
    c.open = c.open.filter((o) => o.id !== i.id);
  });
  return { pieces: open.pieces };
});
method("record_recording", { record: "string!" }, async function (q) {
  const { pieces, ended, meta, erased } = this.recording(this.newest(q.record, KINDS.recording));
  return { pieces, ended, ...(erased && { erased }), meta };
});
method("record_recording_erase", { record: "string!" }, async function (q, inner) {
  const i = this.newest(q.record, KINDS.recording), is = this.recording(i), at = this.now(), { kind, id, patient, consultation, created } = i, version = i.version + 1;
  if (is.erased) fail("CONFLICT", "the sound of this recording was erased already");
  await inner.change((c) => {
    c.put({ kind, id, version, patient, consultation, created, changed: at }, { pieces: 0, last: NONE + NONE, erased: { at, pieces: is.pieces }, meta: is.meta });
    c.sound(i);
    c.entry("erase", { kind, id, version });
  });
  return { pieces: is.pieces };
});
method("record_recording_piece", { record: "string!", index: "number!" }, async function (q, inner) {
  return { bytes: base64(await inner.piece(this.newest(q.record, KINDS.recording), q.index)) };
});
