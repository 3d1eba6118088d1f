// The records view in a real browser, over both drivers: made, unlocked, saved into, searched, opened, consent, trail, export, back-up,
// restored, erased, locked; axe in three sizes, light and dark. Called by run.mjs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as lib from "./lib.mjs";
import { openNote } from "./note.mjs";
const { check, group, sizes } = lib, PASS = "five words make a passphrase";

const show = async (page, selector) => { await page.evaluate(() => { location.hash = "#/records"; }); await page.waitForSelector(selector); };
async function make(page) {
  await show(page, ".record-gate #passphrase-again");
  await page.fill("#passphrase", PASS);
  await page.fill("#passphrase-again", PASS);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".records-inside:not([hidden])", { timeout: 30000 });
}
async function patient(page, name) {
  await page.locator("button", { hasText: "New patient" }).click();
  await page.locator(".menu input").first().fill(name);
  await page.locator(".menu input[type=date]").fill("1970-05-31");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".record-name");
}
const download = async (page, act) => { const [d] = await Promise.all([page.waitForEvent("download"), act()]); return readFileSync(await d.path()); };

async function use(page, where, { program, folder }) {
  await openNote(page);
  await show(page, ".record-gate");
  await page.fill("#passphrase", PASS);
  await page.fill("#passphrase-again", "another passphrase");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".problem:not([hidden])");
  check(`${where}: two passphrases that differ make nothing`, (await page.locator(".records-inside").isHidden()));
  await make(page);
  await patient(page, "Ada Example");
  await page.locator("button", { hasText: "Save the open consultation here" }).click();
  await page.waitForSelector(".consultation.open");
  check(`${where}: the consultation is there`, /Good morning/.test(await page.locator(".consultation h3").textContent()) && (await page.locator(".record-parts li").count()) === 1);
  // Consent.
  check(`${where}: no consent yet`, /No consent/.test(await page.locator(".consent").textContent()));
  await page.locator(".consultation button", { hasText: "Consent" }).click();
  await page.fill(".menu input", "spoken, in the room");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /was given.*spoken, in the room/.test(document.querySelector(".consent")?.textContent));
  check(`${where}: consent is on record`, true);
  // Change it, save again: a second version of the note.
  await page.evaluate(() => { location.hash = "#/note"; });
  await page.waitForSelector(".sentence");
  await page.locator(".note-aside button", { hasText: "list into" }).click();
  await page.waitForSelector(".own");
  await show(page, ".record-row");
  await page.locator("button", { hasText: "Save the open consultation" }).click();
  await page.waitForSelector("text=version 2");
  check(`${where}: the note has two versions, the consultation is one`, (await page.locator(".consultation").count()) === 1);
  // Search, lock, a wrong passphrase, unlock.
  await page.fill(".records input[type=search]", "penicil");
  await page.waitForFunction(() => /penicillin/.test(document.querySelector(".record-list").textContent));
  await page.fill(".records input[type=search]", "zzzz");
  await page.waitForFunction(() => /Nothing/.test(document.querySelector(".record-list").textContent));
  await page.fill(".records input[type=search]", "");
  await page.waitForSelector(".record-row");
  await page.locator("button", { hasText: "Lock" }).click();
  await page.waitForSelector(".record-gate");
  check(`${where}: locked, nothing of the patient is on the page`, !/Ada/.test(await page.locator(".records").textContent()));
  await page.fill("#passphrase", PASS);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".record-row", { timeout: 30000 });
  await page.evaluate(async () => { const { call } = await import(new URL("js/transport.js", document.baseURI).href); await call("record_lock"); });
  await page.waitForSelector(".record-gate", { timeout: 8000 });
  check(`${where}: locked by the clock, the page follows by itself`, !/Ada/.test(await page.locator(".records").textContent()));
  await page.fill("#passphrase", "not this passphrase");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".problem:not([hidden])", { timeout: 30000 });
  check(`${where}: another passphrase does not open them`, /not the passphrase/.test(await page.textContent(".problem")));
  await page.reload();
  await page.waitForSelector(".record-gate");
  await page.fill("#passphrase", PASS);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".record-row", { timeout: 30000 });
  // Open: Consult and the note are as they were; an older version of the note too.
  await page.locator(".record-row").first().click();
  await page.locator("button", { hasText: "Open in Consult" }).click();
  await page.waitForSelector("#account");
  check(`${where}: opened in Consult`, /allergic to penicillin/.test(await page.inputValue("#account")));
  await page.evaluate(() => { location.hash = "#/note"; });
  await page.waitForSelector(".sentence");
  const taken = page.locator(".own", { hasText: "Differential by" });
  check(`${where}: the note is as it was left`, (await taken.count()) === 1, String(await taken.count()));
  const fhir = JSON.parse((await download(page, async () => { await page.locator(".note-tools button", { hasText: "Export" }).click(); await page.locator(".menu .choice", { hasText: "FHIR" }).click(); })).toString());
  check(`${where}: the exported note names the patient of the record`, fhir.entry.find((e) => e.resource.resourceType === "Patient").resource.name[0].text === "Ada Example");
  await show(page, ".record-row");
  await page.locator(".record-row").first().click();
  await page.locator(".record-parts button", { hasText: "version 1" }).click();
  await page.waitForSelector(".sentence");
  check(`${where}: the version before has it not`, (await taken.count()) === 0, String(await taken.count()));
  // Locked: what was opened from the records is on no page, and undo does not bring it back; the passphrase does.
  await page.evaluate(() => { location.hash = "#/consult"; });
  await page.waitForSelector("#account");
  check(`${where}: a consultation of the records is open`, /allergic to penicillin/.test(await page.inputValue("#account")));
  await page.evaluate(async () => { const { call } = await import(new URL("js/transport.js", document.baseURI).href); await call("record_lock"); });
  await page.waitForSelector(".record-gate", { timeout: 8000 });
  const left = () => page.evaluate(async () => { const s = await import(new URL("js/state.js", document.baseURI).href), m = await import(new URL("js/note-model.js", document.baseURI).href); s.undo(); s.redo(); return [s.doc().text, s.canUndo(), s.canRedo(), !!m.current(), s.subject(), document.body.textContent.includes("penicillin")]; });
  check(`${where}: locking takes it off the screen, note, patient and undo too`, JSON.stringify(await left()) === JSON.stringify(["", false, false, false, null, false]), JSON.stringify(await left()));
  await page.fill("#passphrase", PASS);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".record-row", { timeout: 30000 });
  await page.evaluate(() => { location.hash = "#/consult"; });
  await page.waitForSelector("#account");
  check(`${where}: unlocked, it is there again`, /allergic to penicillin/.test(await page.inputValue("#account")));
  // Trail, check, export, back-up.
  await show(page, ".record-row");
  await page.locator("summary").click();
  await page.locator(".keeping button", { hasText: "Audit trail" }).click();
  await page.waitForSelector("td:has-text('looked at')");
  check(`${where}: the trail says what was done`, (await page.locator("tbody tr").count()) > 8 && /records made/.test(await page.locator("tbody tr").last().textContent()));
  await page.locator(".keeping button", { hasText: "Check everything" }).click();
  await page.waitForSelector(".note.quiet:has-text('All is well')");
  const backup = await download(page, () => page.locator(".keeping button", { hasText: "Back up" }).click());
  writeFileSync(join(folder, `${where}.backup`), backup, { mode: 0o600 });
  writeFileSync(join(folder, "key"), PASS, { mode: 0o600 });
  const verified = spawnSync(program, ["record", "verify", join(folder, `${where}.backup`), "--passphrase-file", join(folder, "key")], { encoding: "utf8" });
  check(`${where}: the program finds the back-up whole`, verified.status === 0, verified.stdout + verified.stderr);
  await page.locator(".record-row").first().click();
  const whole = JSON.parse((await download(page, () => page.locator("button", { hasText: "Export all" }).click())).toString());
  check(`${where}: all of a patient is exported`, ["patient", "consultation", "note", "consent"].every((k) => whole.rows.some((r) => r.kind === k)));
  // The sound of one recording: what was written down of it stays, and says so.
  await page.evaluate(async () => {
    const { call } = await import(new URL("js/transport.js", document.baseURI).href);
    const consultation = (await call("record_list", { kind: "consultation" })).rows[0].record, { record } = await call("record_recording_begin", { consultation, meta: { rate: 16000 } });
    await call("record_recording_append", { record, bytes: "c291bmQ=" });
    await call("record_recording_end", { record });
    await call("record_put", { kind: "transcript", consultation, body: { title: "of the sound", text: "it hurts", recording: record } });
  });
  await page.locator(".record-row").first().click();
  await page.locator(".record-parts button", { hasText: "Erase the sound" }).click();
  check(`${where}: erasing the sound says what stays`, /written down of it stays/.test(await page.locator(".menu").textContent()));
  await page.keyboard.press("Escape");
  check(`${where}: and Escape erases nothing`, (await page.locator(".record-parts li:has-text('its sound was erased')").count()) === 0);
  await page.locator(".record-parts button", { hasText: "Erase the sound" }).click();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll(".record-parts li")].some((l) => /its sound was erased/.test(l.textContent)));
  check(`${where}: the recording says that it was erased, the transcript stays`, (await page.locator(".record-parts li", { hasText: "of the sound" }).count()) === 1 && (await page.locator("button", { hasText: "Erase the sound" }).count()) === 0);
  check(`${where}: and all is whole`, (await page.evaluate(async () => (await (await import(new URL("js/transport.js", document.baseURI).href)).call("record_verify")).faults.length)) === 0);
  // Erase asks for the name.
  await page.locator("button", { hasText: "Erase" }).click();
  await page.fill(".menu input", "Ada");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".toast:not([hidden])");
  check(`${where}: a wrong name erases nothing`, (await page.locator(".record-name").count()) === 1);
  await page.fill(".menu input", "Ada Example");
  await page.keyboard.press("Enter");
  await page.waitForSelector("text=No patients yet");
  check(`${where}: erased`, (await page.locator(".record-row").count()) === 0);
  return backup;
}

export async function recordViews(browser, server, pwa, axe) {
  const folder = mkdtempSync(join(tmpdir(), "diagpad-view-")), program = server.program;
  let n = 0;
  const own = () => lib.serve(program, ["--records", join(folder, `${++n}.db`), "--test-cost"]);
  for (const [size, viewport] of Object.entries(sizes)) for (const colorScheme of ["light", "dark"]) await group(`records ${size} ${colorScheme}`, async () => {
    const at = `${size}, ${colorScheme}: records`, mine = await own();
    const { page, context, faults } = await lib.open(browser, mine.address, { viewport, colorScheme, hasTouch: size === "phone" });
    await show(page, ".record-gate");
    await axe(page, `${at}, none`);
    await page.evaluate(() => { location.hash = "#/consult"; });
    await page.waitForSelector("#account");
    await lib.settle(page, () => page.fill("#account", lib.CASE));
    await make(page);
    await axe(page, `${at}, empty`);
    await patient(page, "Ada Example");
    await page.locator("button", { hasText: "Save the open consultation here" }).click();
    await page.waitForSelector(".consultation");
    await axe(page, `${at}, a patient`);
    check(`${at}: not wider than the screen`, (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    await page.locator("summary").click();
    await page.locator(".keeping button", { hasText: "Audit trail" }).click();
    await page.waitForSelector("tbody tr");
    await axe(page, `${at}, trail`);
    await page.locator("button", { hasText: "Lock" }).click();
    await page.waitForSelector(".record-gate");
    await axe(page, `${at}, locked`);
    check(`${at}: no error`, faults.filter((f) => !/status of 4/.test(f)).length === 0, faults.join("; "));
    await context.close();
    await mine.stop();
  });
  await group("records view, served", async () => {
    const mine = await own(), { page, context, faults } = await lib.open(browser, mine.address);
    await use(page, "served", { program, folder });
    check("records view, served: no other fault", faults.filter((f) => !/status of 4/.test(f)).length === 0, faults.join("; "));
    check("no patient's word in what the server prints", !/Ada|penicillin/.test(mine.said()));
    await context.close();
    await mine.stop();
  });
  await group("records by keyboard alone", async () => {
    const mine = await own(), { page, context } = await lib.open(browser, mine.address);
    await make(page);
    await patient(page, "Ada Example");
    const seen = new Set();
    let reached = false;
    await page.locator(".skip").focus();
    for (let i = 0; i < 60 && !reached; i++) {
      await page.keyboard.press("Tab");
      const f = await page.evaluate(() => { const e = document.activeElement; return { name: `${e.className} ${e.textContent.slice(0, 20)}`, ring: getComputedStyle(e).outlineStyle !== "none", last: /Erase/.test(e.textContent) && e.tagName === "BUTTON" }; });
      if (!f.ring) seen.add(f.name);
      reached = f.last;
    }
    check("Tab reaches the last button of a patient, the focus always seen", reached && seen.size === 0, [...seen].join());
    await page.keyboard.press("Enter");
    await page.waitForSelector(".menu input");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".menu", { state: "detached" });
    check("Escape closes what asks, and nothing is erased", (await page.locator(".menu").count()) === 0 && (await page.locator(".record-name").count()) === 1);
    await context.close();
    await mine.stop();
  });
  if (pwa) await group("records view, installed", async () => {
    const { page, context, faults } = await lib.openOffline(browser, pwa);
    const backup = await use(page, "installed", { program, folder });
    // The back-up makes the records again, in another browser's storage.
    await page.evaluate(async () => { const { call } = await import(new URL("js/transport.js", document.baseURI).href); await call("record_forget"); });
    await page.reload();
    await page.waitForSelector(".record-gate .restore");
    await page.setInputFiles(".restore input[type=file]", { name: "x.backup", mimeType: "application/octet-stream", buffer: backup });
    await page.waitForSelector(".menu input");
    await page.fill(".menu input", PASS);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".record-gate h2")?.textContent === "The records are locked" || document.querySelector(".record-row"), null, { timeout: 30000 });
    if (await page.locator(".record-gate").count()) { await page.fill("#passphrase", PASS); await page.keyboard.press("Enter"); }
    await page.waitForSelector(".record-row", { timeout: 30000 });
    check("installed: a back-up restores them", /Ada Example/.test(await page.locator(".record-row").textContent()));
    check("records view, installed: no error, nothing leaves", faults.length === 0, faults.join("; "));
    await context.close();
  });
  rmSync(folder, { recursive: true });
}
