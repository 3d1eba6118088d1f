// Where the installed app's sealed records lie. Two storages with one set of functions, for js/records.js:
//
//   header() manifest() piece(id, n) countPieces([id]) pieces() read() bytes()   what is there, sealed
//   commit(change)   all of a change or nothing of it; the places of its rows, or null when the manifest is not the one that the
//                    change expects (another window was faster)
//   fill(all)        everything of a back-up into an empty storage; false when it is not empty
//   destroy()        nothing is there any more
//
// browserStorage keeps them in IndexedDB (one database, one transaction a change, durability "strict": the browser says
// done when it is on the disk). memoryStorage is for tests. Browsers may throw storage away when the disk is short unless
// it was asked to persist: browserStorage asks; save back-ups all the same.

/** @returns {Promise<object>} */
export async function browserStorage(name = "diagpad-records", factory = globalThis.indexedDB) {
  const wait = (q) => new Promise((yes, no) => { q.onsuccess = () => yes(q.result); q.onerror = () => no(q.error); });
  const done = (t) => new Promise((yes, no) => { t.oncomplete = () => yes(true); t.onerror = t.onabort = () => no(t.error || new Error("the browser's storage gave up")); });
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    const db = opening.result;
    db.createObjectStore("plain");
    db.createObjectStore("trail", { keyPath: "n" });
    db.createObjectStore("row", { keyPath: "n", autoIncrement: true });
    db.createObjectStore("piece", { keyPath: ["id", "n"] });
  };
  const db = await wait(opening);
  db.onversionchange = () => db.close();
  await globalThis.navigator?.storage?.persist?.().catch(() => false);
  const ALL = ["plain", "trail", "row", "piece"];
  const read = (store) => db.transaction(store).objectStore(store);
  const of = (id) => globalThis.IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);
  return {
    header: () => wait(read("plain").get("header")),
    manifest: () => wait(read("plain").get("manifest")),
    piece: async (id, n) => (await wait(read("piece").get([id, n])))?.sealed,
    countPieces: (id) => wait(id ? read("piece").count(of(id)) : read("piece").count()),
    pieces: () => wait(read("piece").getAll()),
    bytes: async () => Math.round((await globalThis.navigator?.storage?.estimate?.())?.usage || 0),
    async read() {
      const t = db.transaction(ALL.slice(0, 3)), get = (s) => t.objectStore(s);
      const [header, manifest, trail, rows] = await Promise.all([wait(get("plain").get("header")), wait(get("plain").get("manifest")), wait(get("trail").getAll()), wait(get("row").getAll())]);
      return { header, manifest, trail, rows };
    },
    async commit(c) {
      const t = db.transaction(ALL, "readwrite", { durability: "strict" }), finished = done(t), places = [];
      let late = false;
      const plain = t.objectStore("plain"), row = t.objectStore("row"), piece = t.objectStore("piece"), trail = t.objectStore("trail");
      const before = plain.get("manifest");
      before.onsuccess = () => { // all requests are made inside the transaction's own callbacks
        if ((before.result?.version ?? 0) !== c.expect) { late = true; t.abort(); return; }
        if (c.header) plain.put(c.header, "header");
        plain.put(c.manifest, "manifest");
        for (const e of c.trail) trail.add(e);
        for (const n of c.removeRows) row.delete(n);
        c.rows.forEach((r, i) => { row.add(r).onsuccess = (e) => { places[i] = e.target.result; }; });
        for (const p of c.pieces) piece.add(p);
        for (const id of c.removePieces) piece.delete(of(id));
      };
      try { await finished; } catch (e) { if (late) return null; throw e; }
      return places;
    },
    async fill(all) {
      const t = db.transaction(ALL, "readwrite", { durability: "strict" }), finished = done(t);
      let taken = false;
      const plain = t.objectStore("plain"), before = plain.get("header");
      before.onsuccess = () => {
        if (before.result) { taken = true; t.abort(); return; }
        plain.put(all.header, "header");
        plain.put(all.manifest, "manifest");
        for (const [store, list] of [["trail", all.trail], ["row", all.rows], ["piece", all.pieces]]) for (const x of list) t.objectStore(store).add(x);
      };
      try { await finished; } catch (e) { if (taken) return false; throw e; }
      return true;
    },
    async destroy() {
      const t = db.transaction(ALL, "readwrite", { durability: "strict" }), finished = done(t);
      for (const s of ALL) t.objectStore(s).clear();
      await finished;
    },
    close: () => db.close(),
  };
}

export function memoryStorage() {
  let plain = {}, trail = [], rows = [], pieces = [], place = 0;
  return {
    header: async () => plain.header,
    manifest: async () => plain.manifest,
    piece: async (id, n) => pieces.find((p) => p.id === id && p.n === n)?.sealed,
    countPieces: async (id) => pieces.filter((p) => !id || p.id === id).length,
    pieces: async () => pieces,
    bytes: async () => [...trail, ...rows, ...pieces].reduce((n, x) => n + x.sealed.length, 0),
    read: async () => ({ header: plain.header, manifest: plain.manifest, trail: [...trail], rows: [...rows] }),
    async commit(c) {
      if ((plain.manifest?.version ?? 0) !== c.expect) return null;
      plain = { header: c.header || plain.header, manifest: c.manifest };
      trail = [...trail, ...c.trail];
      const places = c.rows.map(() => ++place);
      rows = [...rows.filter((r) => !c.removeRows.includes(r.n)), ...c.rows.map((r, i) => ({ ...r, n: places[i] }))];
      pieces = [...pieces.filter((p) => !c.removePieces.includes(p.id)), ...c.pieces];
      return places;
    },
    async fill(all) {
      if (plain.header) return false;
      plain = { header: all.header, manifest: all.manifest };
      trail = [...all.trail];
      rows = all.rows.map((r) => ({ ...r, n: ++place }));
      pieces = [...all.pieces];
      return true;
    },
    async destroy() { plain = {}; trail = []; rows = []; pieces = []; },
    /** For tests: what somebody without the key could do. */
    tamper: (change) => { const all = { plain, trail, rows, pieces }; change(all); ({ plain, trail, rows, pieces } = all); },
  };
}
