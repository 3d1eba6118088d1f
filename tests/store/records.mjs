// The records of the installed app in node, over memory and over IndexedDB (fake-indexeddb): the test vectors; the examples of
// api/records.md, the same page that the server is held to; tampering; back-ups to and from the program.
//
// usage: node tests/store/records.mjs PROGRAM     (after npm install in tests/store; browser.py does that)
import "fake-indexeddb/auto";
import sodium from "libsodium-wrappers-sumo";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Records, Seal, hex, unhex } from "../../web/js/records.js";
import { browserStorage, memoryStorage } from "../../web/js/records-storage.js";

await sodium.ready;
const program = process.argv[2], root = new URL("../../", import.meta.url), PASS = "five words make a passphrase";
const cheap = { passes: 1, kib: 8 };
let good = 0, bad = 0;
const check = (name, ok, detail = "") => { if (ok) good++; else { bad++; console.log(`FAILED ${name}: ${detail}`); } };
const folder = mkdtempSync(join(tmpdir(), "diagpad-app-"));

// ---- vectors ----
const v = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8")), seal = new Seal(sodium), h = unhex(v.header), key = unhex(v.key);
check("the header opens", hex(seal.open(h, v.passphrase)) === v.key);
const given = [unhex(v.salt), unhex(v.nonce)];
check("and is made so", hex(seal.header(v.passphrase, v, key, unhex(v.file + v.key_id), () => given.shift())) === v.header);
check("its digest", hex(seal.hash(h)) === v.header_digest);
for (const r of v.rows) {
  check(`${r.what}: name`, hex(seal.name(h, r)) === r.name);
  check(`${r.what}: sealed`, hex(seal.seal(h, key, r, unhex(r.plain), unhex(r.nonce))) === r.sealed);
  check(`${r.what}: opens`, hex(seal.unseal(h, key, r, unhex(r.sealed))) === r.plain);
  check(`${r.what}: digest`, hex(seal.digest(h, r, unhex(r.sealed))) === r.digest);
  check(`${r.what}: another name`, seal.unseal(h, key, { ...r, version: r.version + 1 }, unhex(r.sealed)) === null);
}

// ---- the page's examples, in order, over both storages ----
function misses(want, got, at, names) {
  if (want === "…") return [];
  if (typeof want === "string" && want.startsWith("$")) return (names[want] ??= got) === got ? [] : [`${at} is ${got}, not ${want}`];
  if (Array.isArray(want)) {
    const more = want.at(-1) === "…", w = more ? want.slice(0, -1) : want;
    if (!Array.isArray(got) || got.length < w.length || (got.length > w.length && !more)) return [`${at} is ${JSON.stringify(got)}`];
    return w.flatMap((x, i) => misses(x, got[i], `${at}[${i}]`, names));
  }
  if (want && typeof want === "object") return Object.entries(want).flatMap(([k, x]) => (got && typeof got === "object" && k in got ? misses(x, got[k], `${at}.${k}`, names) : [`${at}.${k} is not there: ${JSON.stringify(got)}`]));
  return want === got ? [] : [`${at} is ${JSON.stringify(got)}, not ${JSON.stringify(want)}`];
}
const page = readFileSync(new URL("api/records.md", root), "utf8");
const examples = [...page.matchAll(/```json request\n([\s\S]*?)```\s*```json response\n([\s\S]*?)```/g)].map((m) => [JSON.parse(m[1]), JSON.parse(m[2])]);
check("the page has examples", examples.length > 25, examples.length);
for (const [where, storage] of [["memory", memoryStorage()], ["IndexedDB", await browserStorage()]]) {
  const r = new Records(sodium, storage, { cost: cheap, idleMs: 0 }), names = {};
  for (const [q, a] of examples) {
    const filled = JSON.parse(JSON.stringify(q, (k, x) => (typeof x === "string" && x.startsWith("$") ? names[x] : x)));
    const wrong = misses(a, await r.call(filled), q.method, names);
    check(`${where}: ${q.method}`, !wrong.length, wrong.join("; "));
  }
}

// ---- what is refused, locking, two windows ----
const ask = async (r, method, more = {}) => r.call({ method, ...more });
const put = async (r, kind, body, more = {}) => (await ask(r, "record_put", { kind, body, ...more })).record;
async function made(storage, more = {}) {
  const r = new Records(sodium, storage, { cost: cheap, idleMs: 0, ...more }), is = {};
  await ask(r, "record_create", { passphrase: PASS });
  is.patient = await put(r, "patient", { name: "Ada Example", born: 1970 });
  is.consultation = await put(r, "consultation", { text: "Crushing chest pain" }, { patient: is.patient });
  is.note = await put(r, "note", { text: "draft" }, { consultation: is.consultation });
  await ask(r, "record_put", { kind: "note", record: is.note, version: 1, body: { text: "signed note" } });
  await put(r, "consent", { given: true }, { consultation: is.consultation });
  is.recording = (await ask(r, "record_recording_begin", { consultation: is.consultation, meta: { rate: 16000 } })).record;
  for (let i = 0; i < 3; i++) await ask(r, "record_recording_append", { record: is.recording, bytes: new Uint8Array([i]) });
  await ask(r, "record_recording_end", { record: is.recording });
  return { r, is };
}
{
  let time = 1000;
  const { r, is } = await made(memoryStorage(), { idleMs: 60000, now: () => time });
  const status = async (name, want, method, more) => { const a = await ask(r, method, more); check(name, a.error?.status === `DP_ERR_${want}`, JSON.stringify(a)); };
  await status("a slip", "NOT_FOUND", "record_serach", {});
  await status("a member that is none", "INPUT", "record_get", { recrod: "x" });
  await status("a kind of value", "INPUT", "record_get", { record: 5 });
  await status("an id that is none", "INPUT", "record_get", { record: "12" });
  await status("a missing member", "INPUT", "record_put", { kind: "patient" });
  await status("a kind that is none", "INPUT", "record_put", { kind: "animal", body: {} });
  await status("a note without its consultation", "INPUT", "record_put", { kind: "note", body: {}, patient: is.patient });
  await status("a recording is not put", "INPUT", "record_put", { kind: "recording", body: {}, patient: is.patient });
  await status("an older version", "CONFLICT", "record_put", { kind: "note", record: is.note, version: 1, body: {} });
  await status("create again", "CONFLICT", "record_create", { passphrase: PASS });
  await status("constructor is no method", "NOT_FOUND", "constructor", {});
  check("an older version of a note", (await ask(r, "record_get", { record: is.note, version: 1 })).body.text === "draft");
  time += 59999;
  check("not idle yet", r.unlocked);
  time += 60000;
  check("idle", !r.unlocked && (await ask(r, "record_list")).error.status === "DP_ERR_LOCKED");
}
for (const [where, storage] of [["memory", memoryStorage()], ["IndexedDB", await browserStorage("sound")]]) {
  const { r, is } = await made(storage), transcript = await put(r, "transcript", { text: "it hurts", recording: is.recording }, { consultation: is.consultation });
  check(`${where}: a transcript whose sound is there says nothing`, !("sound_erased" in (await ask(r, "record_get", { record: transcript }))));
  const before = await storage.pieces();
  check(`${where}: the sound of one recording is erased`, (await ask(r, "record_recording_erase", { record: is.recording })).pieces === 3);
  check(`${where}: its sealed bytes are gone`, before.length === 3 && (await storage.pieces()).length === 0);
  const now = await ask(r, "record_recording", { record: is.recording });
  check(`${where}: the row says when, and how much there was`, now.pieces === 0 && now.ended && now.erased.pieces === 3 && now.erased.at > 0 && now.meta.rate === 16000, JSON.stringify(now));
  check(`${where}: it is not played`, (await ask(r, "record_recording_piece", { record: is.recording, index: 0 })).error?.status === "DP_ERR_NOT_FOUND");
  check(`${where}: not twice`, (await ask(r, "record_recording_erase", { record: is.recording })).error?.status === "DP_ERR_CONFLICT");
  check(`${where}: only recordings`, (await ask(r, "record_recording_erase", { record: is.note })).error?.status === "DP_ERR_NOT_FOUND");
  const kept = await ask(r, "record_get", { record: transcript });
  check(`${where}: the transcript stays, and says so`, kept.body.text === "it hurts" && kept.sound_erased?.pieces === 3, JSON.stringify(kept));
  const trail = (await ask(r, "record_trail")).entries.filter((e) => e.act === "erase");
  check(`${where}: the trail has it`, trail.length === 1 && trail[0].kind === "recording" && trail[0].record === is.recording);
  const cut = (await ask(r, "record_recording_begin", { consultation: is.consultation, meta: {} })).record;
  await ask(r, "record_recording_append", { record: cut, bytes: new Uint8Array([9]) });
  check(`${where}: one that was cut off goes as well`, (await ask(r, "record_recording_erase", { record: cut })).pieces === 1 && (await ask(r, "record_recording_append", { record: cut, bytes: new Uint8Array([9]) })).error?.status === "DP_ERR_CONFLICT");
  check(`${where}: and all is whole`, (await ask(r, "record_verify")).faults.length === 0);
  const again = new Records(sodium, memoryStorage(), { cost: cheap });
  await ask(again, "record_restore", { backup: await r.backup(), passphrase: PASS });
  check(`${where}: a back-up keeps it so`, (await ask(again, "record_recording", { record: is.recording })).erased?.pieces === 3);
}
{
  const storage = await browserStorage("two"), { r: a, is } = await made(storage), b = new Records(sodium, storage, { cost: cheap });
  check("another window opens it", (await ask(b, "record_unlock", { passphrase: PASS })).faults?.length === 0);
  await ask(a, "record_put", { kind: "consultation", record: is.consultation, version: 1, body: { by: "a" } });
  check("and sees the first one's change", (await ask(b, "record_get", { record: is.consultation })).body.by === "a");
  check("and does not write over it", (await ask(b, "record_put", { kind: "consultation", record: is.consultation, version: 1, body: {} })).error.status === "DP_ERR_CONFLICT");
  const many = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i & 1 ? a : b, "record_put", { kind: "patient", body: { name: `P${i}` } })));
  const kept = many.filter((m) => m.record).length; // what lost the race says so
  check("two windows at once", kept >= 20 && many.every((m) => m.record || m.error.status === "DP_ERR_CONFLICT"), `${kept}`);
  const fresh = new Records(sodium, storage, { cost: cheap });
  await ask(fresh, "record_unlock", { passphrase: PASS });
  check("all acknowledged rows are there", (await ask(fresh, "record_list", { kind: "patient" })).rows.length === kept + 1);
  check("and all is well", (await ask(fresh, "record_verify")).faults.length === 0);
}

// ---- tampering has its name ----
const attacks = [
  ["edit", (x) => { x.rows[0] = { ...x.rows[0], sealed: x.rows[0].sealed.map((c) => c ^ 1) }; }, "does not open"],
  ["truncate", (x) => { x.rows[0] = { ...x.rows[0], sealed: x.rows[0].sealed.slice(0, -1) }; }, "does not open"],
  ["swap", (x) => { const [a, b] = x.rows; x.rows[0] = { ...a, sealed: b.sealed }; x.rows[1] = { ...b, sealed: a.sealed }; }, "does not open"],
  ["take out", (x) => { x.rows.splice(1, 1); }, "is missing"],
  ["double", (x) => { x.rows.push({ ...x.rows[0], n: 99 }); }, "put back"],
  ["cut the trail", (x) => { x.trail.pop(); }, "by the manifest"],
  ["take out an entry", (x) => { x.trail.splice(2, 1); }, "entries 3 to 3 are missing"],
  ["edit an entry", (x) => { x.trail[2] = { ...x.trail[2], sealed: x.trail[3].sealed }; }, "entry 3 is not what was written"],
  ["edit the manifest", (x) => { x.plain.manifest = { ...x.plain.manifest, version: 1 }; }, "the manifest is damaged"],
];
for (const [name, change, fault] of attacks) {
  const storage = memoryStorage(), { r } = await made(storage);
  await ask(r, "record_lock");
  storage.tamper(change);
  const a = await ask(r, "record_unlock", { passphrase: PASS });
  check(`${name} is named`, a.faults?.some((f) => f.includes(fault)), JSON.stringify(a));
  check(`${name}: nothing is written`, (await ask(r, "record_put", { kind: "patient", body: {} })).error?.status === "DP_ERR_DAMAGED");
}
{
  const storage = memoryStorage(), { r, is } = await made(storage);
  const old = await storage.read(), header = old.header;
  await ask(r, "record_put", { kind: "consultation", record: is.consultation, version: 1, body: { text: "new" } });
  await ask(r, "record_passphrase", { old: PASS, new: "another five words" });
  await ask(r, "record_lock");
  storage.tamper((x) => { x.rows.push({ ...old.rows.find((y) => y.kind === 2), n: 100 }); x.plain.header = header; });
  const a = await ask(r, "record_unlock", { passphrase: PASS });
  check("an older row and a former passphrase", a.faults?.some((f) => f.includes("put back, and is refused")) && a.faults.some((f) => f.includes("former passphrase")), JSON.stringify(a));
  const s2 = memoryStorage(), m = await made(s2);
  s2.tamper((x) => { x.pieces[1] = { ...x.pieces[1], sealed: x.pieces[2].sealed }; });
  check("a piece of sound", (await ask(m.r, "record_verify")).faults.some((f) => f.includes("piece 1 is not what was recorded")));
  check("is not played", (await ask(m.r, "record_recording_piece", { record: m.is.recording, index: 1 })).error.status === "DP_ERR_DAMAGED");
  check("the one before it is", (await ask(m.r, "record_recording_piece", { record: m.is.recording, index: 0 })).bytes === "AA==");
}

// ---- back-ups, both ways ----
const run = (arguments_, pass = PASS, status = 0) => {
  const file = join(folder, "key");
  writeFileSync(file, pass, { mode: 0o600 });
  const done = spawnSync(program, ["record", ...arguments_, "--passphrase-file", file], { encoding: "utf8", env: { ...process.env, TMPDIR: folder } });
  check(`record ${arguments_[0]}`, done.status === status, `${done.status} ${done.stderr}`);
  return done.stdout;
};
{
  const db = join(folder, "a.db"), first = join(folder, "a.backup"), second = join(folder, "b.backup"), again = join(folder, "b.db");
  run(["new", "Zoë Example", "Crushing chest pain since noon", "--records", db, "--test-cost"]);
  run(["new", "Ben Sample", "--records", db]);
  run(["backup", first, "--records", db]);
  const bytes = new Uint8Array(readFileSync(first)), storage = await browserStorage("restored"), r = new Records(sodium, storage, { cost: cheap });
  check("another passphrase", (await ask(r, "record_restore", { backup: bytes, passphrase: "not this passphrase" })).error?.status === "DP_ERR_PASSPHRASE");
  const a = await ask(r, "record_restore", { backup: bytes, passphrase: PASS });
  check("the program's back-up opens in the app", a.rows === 3, JSON.stringify(a));
  check("twice is refused", (await ask(r, "record_restore", { backup: bytes, passphrase: PASS })).error?.status === "DP_ERR_CONFLICT");
  const rows = (await ask(r, "record_list")).rows;
  check("names", rows.map((x) => x.title).sort().join() === "Ben Sample,Crushing chest pain since noon,Zoë Example", JSON.stringify(rows));
  check("words", (await ask(r, "record_search", { words: "chest NOON" })).hits.length === 1);
  const k = rows.find((x) => x.kind === "consultation");
  await put(r, "consent", { given: true }, { consultation: k.record });
  const sound = (await ask(r, "record_recording_begin", { consultation: k.record, meta: { rate: 16000 } })).record;
  for (let i = 0; i < 3; i++) await ask(r, "record_recording_append", { record: sound, bytes: new Uint8Array(32000).fill(i) });
  await ask(r, "record_recording_end", { record: sound });
  await ask(r, "record_put", { kind: "consultation", record: k.record, version: 1, body: { text: "changed in the app: naïve 🫀" } });
  const out = await r.backup();
  writeFileSync(second, out);
  check("the program finds the app's back-up whole", run(["verify", second]).includes("5 rows, 3 pieces of sound"));
  run(["restore", second, "--records", again]);
  const there = JSON.parse(run(["show", k.record, "--json", "--records", again]));
  check("and shows what the app wrote", there.version === 2 && there.body.text === "changed in the app: naïve 🫀", JSON.stringify(there));
  check("and all is well", run(["verify", "--records", again]).includes("5 rows, 3 pieces of sound"));
  const exported = JSON.parse(run(["export", "Zoë Example", "--audio", "--records", again]));
  check("sound too", exported.rows.find((x) => x.kind === "recording").pieces.map((p) => Buffer.from(p, "base64")).every((p, i) => p.length === 32000 && p.every((c) => c === i)));
  run(["backup", join(folder, "c.backup"), "--records", again]);
  const words = await put(r, "transcript", { text: "chest pain", recording: sound }, { consultation: k.record }), third = join(folder, "third.backup"), erased = join(folder, "erased.db");
  await ask(r, "record_recording_erase", { record: sound });
  writeFileSync(third, await r.backup());
  run(["restore", third, "--records", erased]);
  check("sound that the app erased is erased for the program, and the rest is whole", run(["verify", "--records", erased]).includes("6 rows, 0 pieces of sound"));
  check("and the transcript says so there too", /its sound was erased, \d{4}-/.test(run(["show", words.slice(0, 8), "--records", erased])));
  const r2 = new Records(sodium, memoryStorage(), { cost: cheap });
  check("and back once more", (await ask(r2, "record_restore", { backup: readFileSync(join(folder, "c.backup")).toString("base64"), passphrase: PASS })).rows === 5);
  check("sound is what it was", (await ask(r2, "record_recording_piece", { record: sound, index: 2 })).bytes === Buffer.alloc(32000, 2).toString("base64"));
  check("all of it", (await ask(r2, "record_verify")).faults.length === 0);
  // Every byte flipped, every length: refused.
  let taken = 0;
  for (let i = 0; i < bytes.length; i++) {
    const flipped = bytes.slice();
    flipped[i] ^= 1 << i % 8;
    for (const b of [flipped, bytes.slice(0, i)]) {
      const x = await ask(new Records(sodium, memoryStorage(), { cost: cheap }), "record_restore", { backup: b, passphrase: PASS });
      if (x.error?.status !== "DP_ERR_DAMAGED") taken++;
    }
  }
  check(`a damaged back-up is refused, ${2 * bytes.length} times`, taken === 0, `${taken} were taken`);
}
rmSync(folder, { recursive: true });
console.log(`${good + bad} checks, ${bad} failed`);
process.exit(bad ? 1 : 0);
