// Listening in a real browser: Chromium's pretended microphone plays speech that flite makes here; the program hears it. Consent, words, offers, pause,
// what is sealed, a program that is killed and the next that offers to go on, two speakers, the installed app. Called by run.mjs.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import * as lib from "./lib.mjs";
import { servePaired } from "./servers.mjs";
import { Resampler, RATE } from "../../web/js/resample.js";
import * as heard from "../../web/js/heard.js";
const { check, group, sizes } = lib, PASS = "five words make a passphrase";

// ---- without a browser: the resampler, and the lines of what was heard ----------------------------------------------------------
export function dictatePure() {
  const tone = (rate, f, block = 128) => {
    const r = new Resampler(rate), out = [];
    for (let i = 0; i < rate; i += block) out.push(...r.feed(Float32Array.from({ length: Math.min(block, rate - i) }, (_, k) => Math.sin(2 * Math.PI * f * (i + k) / rate))));
    const mid = out.slice(4000, 12000);
    return { dB: 10 * Math.log10(2 * mid.reduce((s, v) => s + v * v, 0) / mid.length + 1e-20), count: out.length, out };
  };
  for (const rate of [16000, 22050, 44100, 48000, 96000]) {
    const pass = [200, 1000, 3400, 6500].map((f) => tone(rate, f).dB), stop = rate > 17000 ? [8700, 9500, 10900].map((f) => tone(rate, f).dB) : [];
    check(`${rate} Hz: speech passes within 0.1 dB`, pass.every((d) => Math.abs(d) < 0.1), pass.join());
    check(`${rate} Hz: what would fold is 80 dB down`, stop.every((d) => d < -80), stop.join());
    check(`${rate} Hz: a second is a second`, Math.abs(tone(rate, 1000).count - RATE) < 60, String(tone(rate, 1000).count));
    const a = tone(rate, 1000, 128).out, b = tone(rate, 1000, 441).out;
    check(`${rate} Hz: the same in other blocks`, a.slice(0, 15000).every((v, i) => Math.abs(v - b[i]) < 1e-6));
  }
  let refused = 0;
  for (const bad of [0, NaN, -1, 1e9, 44100.5]) try { new Resampler(bad); } catch { refused++; }
  check("a rate that is none is refused", refused === 5);
  // Lines and what becomes of them.
  const piece = (text, unsure) => ({ text, unsure, count: 1 }), line = (words, findings, more) => ({ line: words, label: "", pieces: words.split(" ").map((w) => piece(w, w === "fever")), words: [], findings, start_ms: 0, end_ms: 900, ...more });
  const f = (id, words, taken = false, st = "present") => ({ id, name: id, state: st, words, taken });
  let doc = { text: "By hand: cough.", answers: [], removed: [] };
  doc = { ...doc, ...heard.append(doc, [line("chest pain and fever", [f("chest_pain", "chest pain"), f("fever", "fever")]), line("no cough", [f("cough", "cough", false, "absent")])]) };
  const at = (s) => doc.text.slice(s.start, s.end), offered = () => heard.offers(doc).map((o) => o.id).join();
  check("lines stand at the end", doc.text === "By hand: cough.\nchest pain and fever\nno cough" && doc.speech.segments.map(at).join("|") === "chest pain and fever|no cough", doc.text);
  check("nothing heard is taken by itself", offered() === "chest_pain,fever,cough");
  check("what stands in one's own words is no offer", heard.suppressed(doc, new Set(["cough"])).join() === "chest_pain,fever" && heard.ownText(doc).trim() === "By hand: cough." && heard.ownText(doc).length === doc.text.length);
  check("unsure words know their place", heard.unsure(doc).map((u) => doc.text.slice(u.start, u.end)).join() === "fever" && [...heard.shakyLines(doc)].join() === "2,3");
  const edit = (text) => { doc = { ...doc, text, speech: heard.moved(doc.speech, doc.text, text) }; };
  edit("Much more by hand: cough.\nchest pain and fever\nno cough");
  check("an edit before moves them along", doc.speech.segments.map(at).join("|") === "chest pain and fever|no cough" && !doc.speech.segments[0].edited);
  edit("Much more by hand: cough.\nchest pains and fever\nno cough");
  check("an edited line is the same line", at(doc.speech.segments[0]) === "chest pains and fever" && doc.speech.segments[0].edited && offered() === "chest_pain,fever,cough");
  edit("Much more by hand: cough.\nchest pains and\nno cough");
  check("words that are gone are no offer", offered() === "chest_pain,cough", offered());
  edit("Much more by hand: cough.\nchest pains and\nno cough\nand by hand again: fever");
  check("what is written below is not of the line above", doc.speech.segments.map(at).join("|") === "chest pains and|no cough", doc.speech.segments.map(at).join("|"));
  doc = { ...doc, speech: heard.settle(doc, ["chest_pain"], "taken") };
  check("taken is no offer any more", offered() === "cough");
  edit("anew");
  check("a line that is gone is forgotten", doc.speech.segments.length === 0 && offered() === "");
  doc = { text: "", answers: [], removed: [] };
  doc = { ...doc, ...heard.append(doc, [line("any fever no a cough", [])]) };
  doc = { ...doc, ...heard.rewrite(doc, [["h1", [line("any fever", [], { label: "Doctor" }), line("no a cough", [], { label: "Patient" })]]]) };
  check("a line is cut where the voice changes", doc.text === "Doctor: any fever\nPatient: no a cough" && doc.speech.segments.map(at).join("|") === "Doctor: any fever|Patient: no a cough" && new Set(doc.speech.segments.map((s) => s.id)).size === 2, doc.text);
  const guess = (...parts) => { doc = { ...doc, ...heard.rewrite(doc, heard.recut(doc.speech.segments, parts)) }; };
  doc.speech.segments.forEach((s) => { s.number = 0; });
  doc = { ...doc, ...heard.append(doc, [line("since monday", [], { number: 1 })]) };
  guess(line("any fever no a", [], { label: "Patient", number: 0 }), line("cough", [], { label: "Doctor", number: 0 }), line("since monday", [], { label: "Doctor", number: 1 }));
  check("and cut anew when the guess changes", doc.text === "Patient: any fever no a\nDoctor: cough\nDoctor: since monday" && doc.speech.segments.map(at).join("\n") === doc.text, doc.text);
  guess(line("any fever no a cough", [], { label: "Patient", number: 0 }));
  check("into fewer lines too", doc.text === "Patient: any fever no a cough\nDoctor: since monday" && doc.speech.segments.map(at).join("\n") === doc.text, doc.text);
  edit(doc.text.replace("monday", "tuesday"));
  guess(line("any fever", [], { label: "Doctor", number: 0 }), line("no a cough", [], { label: "Patient", number: 0 }), line("since monday", [], { label: "Patient", number: 1 }));
  check("but a line that somebody edited stays", doc.text === "Doctor: any fever\nPatient: no a cough\nDoctor: since tuesday", doc.text);
  edit("Doctor: any fever\nPatient: no a cough");
  doc = { ...doc, ...heard.swapped(doc) };
  check("doctor and patient are swapped", doc.text === "Patient: any fever\nDoctor: no a cough" && doc.speech.segments.map(at).join("|") === "Patient: any fever|Doctor: no a cough", doc.text);
  check("what is not of the form is not taken from a file", !heard.checked({ segments: [{ id: "x" }] }, "") && !heard.checked({ segments: [{ ...doc.speech.segments[0], end: 9999 }], settled: {} }, doc.text) && heard.checked(doc.speech, doc.text));
}

// ---- in the browser ---------------------------------------------------------------------------------------------------------------------
const flite = (text, voice, out) => spawnSync("flite", ["-voice", voice, "-t", text, "-o", out]).status === 0;
const pcm = (file) => { const b = readFileSync(file); return b.subarray(b.indexOf("data") + 8); };
function wav(file, body) {
  const h = Buffer.alloc(44);
  h.write("RIFF", 0); h.writeUInt32LE(36 + body.length, 4); h.write("WAVEfmt ", 8); h.writeUInt32LE(16, 16); h.writeUInt16LE(1, 20); h.writeUInt16LE(1, 22);
  h.writeUInt32LE(16000, 24); h.writeUInt32LE(32000, 28); h.writeUInt16LE(2, 32); h.writeUInt16LE(16, 34); h.write("data", 36); h.writeUInt32LE(body.length, 40);
  writeFileSync(file, Buffer.concat([h, body]));
}
const microphone = (file) => chromium.launch({ executablePath: lib.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${file}%noloop`] });
const openEar = async (page) => { if (await page.locator(".ear").isHidden()) await page.click(".tools [aria-expanded]"); await page.waitForSelector(".ear-form"); };
const listen = async (page) => { await page.check("#ear-agreed"); await page.click(".ear-form button[type=submit]"); await page.waitForSelector('.ear[data-state="listening"]', { timeout: 20000 }); };
const account = (page, pattern, ms = 40000) => page.waitForFunction((p) => new RegExp(p, "i").test(document.getElementById("account").value), pattern, { timeout: ms });
const call = (page, method, params = {}) => page.evaluate(async ([m, p]) => { const { call } = await import(new URL("js/transport.js", document.baseURI).href); return call(m, p); }, [method, params]);
const ended = (page) => page.waitForSelector('.ear[data-state="done"][data-done], .ear[data-state="failed"][data-done]', { timeout: 60000 });
async function makeRecords(page) {
  await call(page, "record_create", { passphrase: PASS });
  return (await call(page, "record_put", { kind: "patient", body: { name: "Ada Example" } })).record;
}

export async function dictation(program, pwa, axe) {
  await group("listening, without a browser", async () => dictatePure());
  const folder = mkdtempSync(join(tmpdir(), "diagpad-ear-")), say = join(folder, "say.wav"), talk = join(folder, "talk.wav");
  const hears = /builtin \(PocketSphinx\)/.test(spawnSync(program, ["version"], { encoding: "utf8" }).stdout) && flite("The patient has crushing chest pain and a fever.", "slt", say);
  if (!hears) { console.log("skipped: listening in the browser: no engine of speech, or no flite, is here"); rmSync(folder, { recursive: true }); return; }
  wav(say, Buffer.concat([Buffer.alloc(16000), pcm(say), Buffer.alloc(32000)]));
  const turns = [["Good morning, what brings you in today? Do you have any fever?", "rms"], ["Yes I have had a fever and a cough for three days.", "slt"], ["Do you have any chest pain or shortness of breath?", "rms"], ["No, I do not have any chest pain.", "slt"]];
  wav(talk, Buffer.concat(turns.flatMap(([text, voice]) => { flite(text, voice, join(folder, "turn.wav")); return [pcm(join(folder, "turn.wav")), Buffer.alloc(24000)]; })));
  let n = 0;
  const own = () => lib.serve(program, ["--records", join(folder, `${++n}.db`), "--test-cost"]);

  await group("listening: words alone", async () => {
    const server = await own(), browser = await microphone(say), { page, context, faults } = await lib.open(browser, server.address, { permissions: ["microphone"] });
    await page.evaluate(() => { window.asked = 0; const media = navigator.mediaDevices, real = media.getUserMedia.bind(media); media.getUserMedia = (c) => { window.asked++; return real(c); }; });
    let sounds = 0;
    page.on("request", (q) => { if (/\/sound\?/.test(q.url())) sounds++; });
    await page.focus("#main");
    await page.keyboard.press("r");
    await page.waitForSelector(".ear-form");
    check("R opens it, the engine is told, and that it is a rough draft", /PocketSphinx.*rough draft/i.test(await page.textContent(".ear")));
    check("without consent there is no start", await page.locator(".ear-form button[type=submit]").isDisabled());
    await page.locator(".ear-form").evaluate((f) => f.requestSubmit());
    await page.waitForTimeout(300);
    check("nor by any other way: no microphone, no sound", (await page.evaluate(() => window.asked)) === 0 && sounds === 0 && !(await call(page, "listen_status")).busy);
    const refused = await call(page, "listen_begin", {}).then(() => "", (e) => e.message);
    check("the program refuses it too", /agreed/.test(refused), refused);
    await listen(page);
    check("it says that it listens, and that the sound is not kept", /Listening/.test(await page.textContent(".ear-lamp")) && /not kept/.test(await page.textContent(".ear-head")) && (await page.locator(".ear-live .tag.t-urgent").isVisible()));
    check("the consent is in the consultation", await page.evaluate(async () => { const { doc } = await import(new URL("js/state.js", document.baseURI).href); return doc().consents.length === 1 && doc().consents[0].given === true; }));
    await page.waitForFunction(() => Number(document.querySelector(".ear-meter").style.getPropertyValue("--level")) > 0.3, null, { timeout: 20000, polling: 50 });
    check("the meter moves", true);
    await page.waitForFunction(() => /chest/.test(document.querySelector(".ear-partial").textContent), null, { timeout: 30000 });
    check("partial words come before they are final", !/chest/.test(await page.inputValue("#account")));
    await page.evaluate(() => { location.hash = "#/read"; });
    await page.waitForSelector(".ear-indicator:not([hidden])");
    check("in another view it is seen that it listens", await page.locator(".ear-indicator").isVisible());
    await page.click(".ear-indicator");
    await page.waitForSelector(".ear-live");
    await page.waitForFunction(() => /\d:0[5-9]|\d:[1-5]/.test(document.querySelector(".ear-time").textContent), null, { timeout: 20000 }); // the sentence is said to its end: the words come while it is
    await page.locator(".ear-live button", { hasText: "Stop" }).click();
    await account(page, "chest pain");
    await ended(page);
    const text = await page.inputValue("#account");
    check("the words are in the account", /crushing chest pain/i.test(text) && /fever/i.test(text), text);
    await page.waitForSelector(".ear-offers li");
    check("what was heard is offered", (await page.locator(".ear-offers li", { hasText: /chest pain/i }).count()) === 1);
    const counted = async (what) => (await page.locator(".chips .chip:not(.removed)", { hasText: what }).count());
    check("and not taken", (await counted(/chest pain/i)) === 0 && (await page.locator(".copy mark.s-offered").count()) >= 1);
    await page.waitForFunction(() => /Emergency|Urgent/.test(document.querySelector(".if-so")?.textContent));
    check("an emergency that was heard is not hidden by that", true);
    await lib.settle(page, () => page.locator(".ear-offers li", { hasText: /chest pain/i }).getByRole("button", { name: /^Take/ }).click());
    check("taken, it counts", (await counted(/chest pain/i)) === 1 && (await page.locator(".triage.l-emergency, .triage.l-urgent").count()) === 1);
    // The thread: word, finding, ledger's row, note's sentence.
    await page.locator(".ddx .row").first().click();
    await page.waitForSelector(".quote");
    await page.locator(".quote").first().click();
    check("a row of the ledger shows its words in the line that was heard", await page.evaluate(() => { const a = document.getElementById("account"); return /chest pain/i.test(a.value.slice(a.selectionStart, a.selectionEnd)); }));
    await page.keyboard.press("Escape");
    await page.evaluate(() => { location.hash = "#/note"; });
    await page.waitForSelector(".sentence");
    await page.locator(".sentence", { hasText: /chest pain/i }).first().click();
    check("a sentence of the note shows its turn, and what is not taken is marked", /chest pain/i.test(await page.textContent(".turn.lit")) && (await page.locator(".sentence.shaky").count()) >= 1 && /not taken yet/.test(await page.textContent(".note-main")));
    check("nothing left the page but to the program", faults.length === 0, faults.join("; "));
    await page.evaluate(() => { location.hash = "#/consult"; });
    await page.waitForSelector("#account");
    await lib.settle(page, () => page.evaluate(async () => { const { undo } = await import(new URL("js/state.js", document.baseURI).href); undo(); }));
    check("undo takes the taking back", (await page.locator(".ear-offers li", { hasText: /chest pain/i }).count()) === 1);
    await context.close();
    await browser.close();
    await server.stop();
  });

  await group("listening: kept, killed, gone on with", async () => {
    let server = await own();
    const browser = await microphone(say), first = await lib.open(browser, server.address, { permissions: ["microphone"] });
    let { page } = first;
    const patient = await makeRecords(page);
    await openEar(page);
    await page.waitForSelector(".ear-form option:nth-child(2)", { state: "attached" });
    await page.locator(".ear-form select").selectOption(patient);
    check("kept sound asks for its own consent", /sound kept/.test(await page.textContent(".tick.agreed")));
    await listen(page);
    const begun = Date.now();
    const consents = (await call(page, "record_list", { kind: "consent" })).rows;
    check("the consent is in the records", consents.length === 1);
    await page.waitForFunction(() => Number(document.querySelector(".ear").dataset.sealed) >= 2000, null, { timeout: 20000 });
    // Paused: nothing more is taken.
    await page.keyboard.press("p");
    await page.waitForSelector('.ear[data-state="paused"]');
    await page.waitForTimeout(700);
    const still = await page.getAttribute(".ear", "data-sealed");
    await page.waitForTimeout(1200);
    check("P pauses: no sound is taken", (await page.getAttribute(".ear", "data-sealed")) === still, still);
    await page.locator(".ear-live .note-tools button", { hasText: "Go on" }).click();
    await page.waitForFunction((s) => Number(document.querySelector(".ear").dataset.sealed) >= Number(s) + 1000, still, { timeout: 20000 });
    // The program is killed.
    const taken = await page.evaluate(() => Number(document.querySelector(".ear").dataset.sealed));
    process.kill(server.pid, "SIGKILL");
    await page.waitForSelector('.ear[data-state="failed"]', { timeout: 15000 });
    check("the page says at once that the program has stopped, and what is safe", /has stopped.*safe/.test(await page.textContent(".ear-problem")));
    const acknowledged = Number(await page.getAttribute(".ear", "data-sealed"));
    check("listened for what it says", acknowledged >= taken && acknowledged <= Date.now() - begun, `${acknowledged} of ${Date.now() - begun}`);
    await first.context.close();
    server = await lib.serve(program, ["--records", join(folder, `${n}.db`), "--test-cost"]);
    const second = await lib.open(browser, server.address, { permissions: ["microphone"] });
    page = second.page;
    await call(page, "record_unlock", { passphrase: PASS });
    await page.evaluate(() => { location.hash = "#/records"; });
    await page.waitForSelector(".records");
    await page.evaluate(() => { location.hash = "#/consult"; });
    await page.waitForSelector(".ear-left .note");
    const left = (await call(page, "listen_status")).unfinished[0];
    check("the next start offers it by itself", /cut off/.test(await page.textContent(".ear-left")) && /Ada Example/.test(await page.textContent(".ear-left")));
    check("every acknowledged half second is there, and at most one more", left.about_ms >= acknowledged && left.about_ms <= acknowledged + 500, `${left.about_ms} of ${acknowledged}`);
    // Gone on with: after consent; heard from its beginning.
    await page.locator(".ear-left button", { hasText: "Go on with it" }).click();
    await page.waitForSelector("#ear-agreed:not(:checked)");
    check("to go on needs consent again", await page.locator(".ear-form button[type=submit]").isDisabled());
    await listen(page);
    await page.waitForFunction(() => Number(document.querySelector(".ear").dataset.sealed) >= 1000, null, { timeout: 20000 });
    await page.locator(".ear-live button", { hasText: "Stop" }).click();
    await ended(page);
    await account(page, "patient|pain|chest");
    const rows = (await call(page, "record_list", {})).rows, recording = rows.find((r) => r.kind === "recording");
    const r = await call(page, "record_recording", { record: recording.record });
    check("it is one recording, ended, longer than before", rows.filter((x) => x.kind === "recording").length === 1 && r.ended && r.pieces > left.pieces, JSON.stringify(r));
    check("its transcript is in the records", rows.some((x) => x.kind === "transcript"));
    const kept = await call(page, "record_get", { record: rows.find((x) => x.kind === "transcript").record });
    check("with words, times and the recording that they are from", kept.body.recording === recording.record && kept.body.speech.segments.every((s) => s.words.length && s.recording === recording.record) && kept.body.rough === true);
    check("nothing is offered any more", (await call(page, "listen_status")).unfinished.length === 0);
    // Listened to again.
    await page.evaluate(() => { window.played = 0; const real = AudioBufferSourceNode.prototype.start; AudioBufferSourceNode.prototype.start = function (...a) { window.played = this.buffer.duration; return real.apply(this, a); }; });
    await page.locator(".ear-play").first().click();
    await page.waitForFunction(() => window.played > 0.2);
    check("a line is listened to again from the sealed sound", true);
    // Locked in the middle: it waits, and goes on.
    await page.waitForSelector(".ear-form");
    await page.locator(".ear-form select").selectOption(patient);
    await listen(page);
    await page.waitForFunction(() => Number(document.querySelector(".ear").dataset.sealed) >= 500);
    await call(page, "record_lock");
    await page.waitForSelector('.ear[data-state="locked"]', { timeout: 10000 });
    await page.fill("#ear-passphrase", PASS);
    await page.keyboard.press("Enter");
    await page.waitForSelector('.ear[data-state="listening"]', { timeout: 10000 });
    await page.waitForFunction(() => Number(document.querySelector(".ear").dataset.sealed) >= 2000, null, { timeout: 20000 });
    await page.locator(".ear-live button", { hasText: "Cancel" }).click();
    await page.waitForSelector(".ear-form:not([hidden])");
    check("locked records are unlocked in place, and cancelling ends it", !(await call(page, "listen_status")).busy);
    check("the records are whole", (await call(page, "record_verify")).faults.length === 0);
    check("no patient's word in what the program prints", !/Ada|chest/.test(server.said()));
    await second.context.close();
    await browser.close();
    await server.stop();
  });

  await group("listening: two people", async () => {
    const server = await own(), browser = await microphone(talk), { page, context } = await lib.open(browser, server.address, { permissions: ["microphone"] });
    await openEar(page);
    await page.check("input[name=ear-who][value=two]");
    await listen(page);
    await page.waitForFunction(() => /^(Doctor|Patient|Speaker): /m.test(document.querySelector("#account").value), null, { timeout: 90000 }).catch(() => {});
    check("a line has its speaker while it listens", /^(Doctor|Patient|Speaker): /m.test(await page.inputValue("#account")) && (await page.locator(".ear-live").isVisible()), await page.inputValue("#account"));
    await page.waitForFunction(() => /\d:1[6-9]|\d:2/.test(document.querySelector(".ear-time").textContent), null, { timeout: 40000 });
    await page.locator(".ear-live button", { hasText: "Stop" }).click();
    await ended(page);
    const text = await page.inputValue("#account");
    check("each line has its speaker", /^Doctor: /m.test(text) && /^Patient: /m.test(text) && text.split("\n").every((l) => /^(Doctor|Patient|Speaker): /.test(l)), text);
    await page.focus("#main");
    await page.keyboard.press("x");
    const other = await page.inputValue("#account");
    check("X swaps them", other === text.replace(/^(Doctor|Patient):/gm, (_, w) => (w === "Doctor" ? "Patient:" : "Doctor:")), other);
    await context.close();
    await browser.close();
    await server.stop();
  });

  await group("listening: a paired phone", async () => {
    const server = await servePaired(program, folder, ""), browser = await microphone(say), context = await browser.newContext({ viewport: sizes.phone, hasTouch: true, ignoreHTTPSErrors: true, permissions: ["microphone"] }), page = await context.newPage();
    page.setDefaultTimeout(20000);
    await page.goto(server.address);
    await page.fill("#entry-secret", server.first);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#account");
    await openEar(page);
    await listen(page);
    await page.waitForFunction(() => /\d:0[5-9]/.test(document.querySelector(".ear-time").textContent));
    await page.locator(".ear-live button", { hasText: "Stop" }).click();
    await ended(page);
    check("a phone that is paired over TLS is heard by the computer", /chest pain/i.test(await page.inputValue("#account")), await page.inputValue("#account"));
    await context.close();
    await browser.close();
    await server.stop();
  });

  await group("listening: microphone refused", async () => {
    const server = await own(), browser = await lib.launch(), { page, context } = await lib.open(browser, server.address);
    await openEar(page);
    await page.check("#ear-agreed");
    await page.click(".ear-form button[type=submit]");
    await page.waitForSelector(".ear-problem:not([hidden])");
    check("a microphone that is refused or not there is told of", /microphone/i.test(await page.textContent(".ear-problem")) && !(await call(page, "listen_status")).busy);
    await context.close();
    await browser.close();
    await server.stop();
  });

  for (const [size, viewport] of Object.entries(sizes)) for (const colorScheme of size === "tablet" ? ["light"] : ["light", "dark"]) await group(`listening ${size} ${colorScheme}`, async () => {
    const at = `${size}, ${colorScheme}: listening`, server = await own(), browser = await microphone(say), { page, context, faults } = await lib.open(browser, server.address, { viewport, colorScheme, permissions: ["microphone"] });
    await makeRecords(page);
    await openEar(page);
    await page.waitForSelector(".ear-form option:nth-child(2)", { state: "attached" });
    await axe(page, `${at}, before`);
    await page.locator(".ear-form select").selectOption({ index: 1 });
    await listen(page);
    await axe(page, `${at}, listening`);
    await account(page, "chest");
    await page.waitForSelector(".ear-offers li");
    await axe(page, `${at}, heard`);
    check(`${at}: not wider than the screen`, (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    await page.locator(".ear-live button", { hasText: "Stop" }).click();
    await ended(page);
    await axe(page, `${at}, done`);
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `listen-${size}-${colorScheme}.png`), fullPage: true });
    check(`${at}: no error`, faults.length === 0, faults.join("; "));
    await context.close();
    await browser.close();
    await server.stop();
  });

  if (pwa) await group("listening: the installed app", async () => {
    const browser = await microphone(say), { page, context, faults } = await lib.openOffline(browser, pwa);
    await page.click(".tools [aria-expanded]");
    await page.waitForSelector(".ear:not([hidden])");
    await page.waitForSelector(".ear-form", { state: "hidden" }); // until it is known whose sound it would be
    check("it says plainly that it cannot hear, and what can", /cannot hear/.test(await page.textContent(".ear")) && /diagpad serve/.test(await page.textContent(".ear")) && (await page.locator(".ear-form").isHidden()));
    const patient = await makeRecords(page);
    await page.click(".tools [aria-expanded]");
    await openEar(page);
    await page.waitForSelector(".ear-form option", { state: "attached" });
    check("there is no listening without keeping", (await page.locator(".ear-form option[value='']").count()) === 0);
    const refused = await call(page, "listen_begin", { consent: { given: true } }).then(() => "", (e) => e.message);
    check("nor by any other way", /consultation/.test(refused) && /agreed/.test(await call(page, "listen_begin", {}).then(() => "", (e) => e.message)), refused);
    await page.locator(".ear-form select").selectOption(patient);
    await axe(page, "listening, installed");
    await listen(page);
    await page.waitForFunction(() => Number(document.querySelector(".ear").dataset.sealed) >= 2000, null, { timeout: 20000 });
    const sealed = Number(await page.getAttribute(".ear", "data-sealed"));
    await page.goto("about:blank"); // the page is gone in the middle
    await page.goBack();
    await page.waitForSelector("#account");
    await call(page, "record_unlock", { passphrase: PASS });
    await page.evaluate(() => { location.hash = "#/records"; });
    await page.waitForSelector(".records");
    await page.evaluate(() => { location.hash = "#/consult"; });
    await page.waitForSelector(".ear-left .note");
    const left = (await call(page, "listen_status")).unfinished[0];
    check("a page that is gone leaves every acknowledged half second, and is offered to go on", left.about_ms >= sealed && /Ada Example/.test(await page.textContent(".ear-left")), `${left.about_ms} of ${sealed}`);
    await page.locator(".ear-left button", { hasText: "Go on with it" }).click();
    await page.waitForSelector("#ear-agreed:not(:checked)");
    await listen(page);
    await page.waitForFunction(() => Number(document.querySelector(".ear").dataset.sealed) >= 1000, null, { timeout: 20000 });
    await page.locator(".ear-live button", { hasText: "Stop" }).click();
    await ended(page);
    const r = await call(page, "record_recording", { record: left.recording });
    check("it is one recording, ended, longer than before", r.ended && r.pieces >= left.pieces + 2, JSON.stringify(r));
    // Carried to the computer: its back-up is restored there, and heard.
    const { backup } = await call(page, "record_backup"), key = join(folder, "key"), file = join(folder, "phone.backup"), db = join(folder, "phone.db");
    writeFileSync(file, Buffer.from(backup, "base64"), { mode: 0o600 });
    writeFileSync(key, PASS, { mode: 0o600 });
    const keys = ["--records", db, "--passphrase-file", key], restored = spawnSync(program, ["record", "restore", file, ...keys], { encoding: "utf8" });
    const said = spawnSync(program, ["transcribe", `record:${left.recording.slice(0, 8)}`, "--text", ...keys], { encoding: "utf8" });
    check("carried to a computer by a back-up, it is heard there", restored.status === 0 && /chest|pain|patient/i.test(said.stdout), `${restored.stderr} ${said.stdout} ${said.stderr}`);
    check("listening, installed: no error", faults.length === 0, faults.join("; "));
    await context.close();
    await browser.close();
  });
  rmSync(folder, { recursive: true });
}
