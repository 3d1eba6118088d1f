// The note view in a real browser, over both drivers: citations both ways, omissions, editing with phrases and pick lists, versions,
// signing, copying, exporting, printing; by keyboard alone; axe in three sizes, light and dark. Called by run.mjs.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as lib from "./lib.mjs";
import { fhirFaults } from "./export.mjs";
const { check, group, sizes } = lib;
const TEXT = readFileSync(fileURLToPath(new URL("../export/dialogues/letter.txt", import.meta.url)), "utf8");

export async function openNote(page) {
  await lib.settle(page, () => page.fill("#account", TEXT));
  await page.evaluate(() => { location.hash = "#/note"; });
  await page.waitForSelector(".note-section .sentence");
}
const section = (page, title) => page.locator(".note-section", { has: page.locator("h2", { hasText: title }) });

async function use(page, where) {
  await openNote(page);
  check(`${where}: all sentences are cited`, (await page.locator(".note-page .own").count()) === 0 && (await page.locator(".sentence").count()) > 8);
  // Both ways.
  await page.locator(".sentence", { hasText: "Heart rate: 104." }).click();
  check(`${where}: a sentence shows its turn`, (await page.locator(".turn.lit").count()) === 1 && /heart rate is 104/.test(await page.locator(".turn.lit").textContent()));
  await page.locator(".turn", { hasText: "I'm allergic to penicillin" }).click();
  check(`${where}: a turn shows its sentences`, /allergic to penicillin/.test(await page.locator(".sentence.lit").first().textContent()));
  // Omissions: nothing is in it until it is taken.
  const omitted = page.locator(".omitted li", { hasText: "Doxycycline" }), before = await page.locator(".sentence").count();
  check(`${where}: an omission is offered`, (await omitted.count()) === 1);
  await omitted.locator("button").click();
  await page.waitForFunction((n) => document.querySelectorAll(".sentence").length === n + 1, before);
  check(`${where}: taken in, with its turn`, (await omitted.count()) === 0 && (await page.locator(".sentence", { hasText: "Reports doxycycline." }).count()) === 1);
  // Editing: a clinician's words cite nothing, a changed sentence no more.
  await section(page, "VITALS").locator(".section-tools button").last().click();
  const area = page.locator(".section-editor textarea");
  await area.fill((await area.inputValue()).replace("Heart rate: 104.", "Heart rate: 110."));
  await area.press("End");
  await area.pressSequentially(" .follow ");
  await page.waitForSelector(".menu .choice");
  await page.locator(".menu .choice", { hasText: "2 weeks" }).click();
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".own");
  const own = await section(page, "VITALS").locator(".own").allTextContents();
  check(`${where}: own words, with a phrase and a pick, cite nothing`, own.join("|").includes("Heart rate: 110.") && own.join("|").includes("Follow-up in 2 weeks.") && (await section(page, "VITALS").locator(".sentence").count()) === 3, own.join("|"));
  // Versions.
  await page.locator(".versions button", { hasText: "written" }).click();
  check(`${where}: what differs is shown`, (await page.locator("del", { hasText: "104" }).count()) === 1 && (await page.locator("ins", { hasText: "110" }).count()) === 1);
  await page.locator(".compared button").first().click();
  await page.waitForSelector(".sentence");
  check(`${where}: a version comes back`, (await page.locator(".sentence", { hasText: "Heart rate: 104." }).count()) === 1 && (await page.locator(".own").count()) === 0);
  await page.locator(".versions button").first().click();
  await page.locator(".compared button").last().click();
  // The differential goes in only by hand.
  check(`${where}: the differential is not in it`, !/Differential by/.test(await page.locator(".note-page").textContent()));
  await page.locator(".note-aside button", { hasText: "list into" }).click();
  check(`${where}: it is when it was taken, and cites nothing`, /Differential by Diagnosis Pad/.test(await page.locator(".own").last().textContent()));
  // Out of the app.
  for (const [name, test] of [["Plain text", (b) => /DRAFT/.test(b) && /Heart rate: 104\./.test(b)], ["Markdown", (b) => /\[\^7\]/.test(b)], ["HTML", (b) => /<!DOCTYPE html>/.test(b)], ["DOCX", (b) => b.subarray(0, 2).toString() === "PK"], ["FHIR", (b) => fhirFaults(b.toString()).length === 0]]) {
    await page.locator(".note-tools button", { hasText: "Export" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".menu .choice", { hasText: name }).click()]);
    const bytes = readFileSync(await download.path());
    check(`${where}: export ${name}`, test(bytes), bytes.subarray(0, 200).toString());
  }
  await page.evaluate(() => { window.print = () => { window.printed = document.querySelector(".print-sheet").textContent; }; });
  await page.locator(".note-tools button", { hasText: "Export" }).click();
  await page.locator(".menu .choice", { hasText: "Print" }).click();
  await page.waitForFunction(() => window.printed);
  await page.emulateMedia({ media: "print" });
  check(`${where}: print holds the note alone`, /Heart rate: 104/.test(await page.evaluate(() => window.printed)) && !(await page.locator("#app").isVisible()) && (await page.locator(".print-sheet h2").first().isVisible()) && (await page.pdf()).length > 8000);
  await page.emulateMedia({ media: null });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  // Signed: nothing more to change.
  await page.locator(".note-tools button", { hasText: "Sign" }).click();
  await page.fill(".menu input", "Dr A. Example");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".signed-line");
  check(`${where}: signed, it is not edited`, (await page.locator(".section-tools button").count()) === (await page.locator(".note-section").count()) && (await page.locator("#note-template").isDisabled()) && (await page.locator(".omitted button").count()) === 0);
  await page.locator(".note-tools button", { hasText: "Reopen" }).click();
  await page.waitForSelector(".draft-line");
  // One's own phrases are kept.
  await page.locator(".note-tools button", { hasText: "Phrases" }).click();
  await page.locator(".phrase-row input").first().fill("fine");
  await page.locator("dialog.sheet button", { hasText: "Keep" }).click();
  await page.waitForSelector("dialog.sheet", { state: "detached" });
  check(`${where}: phrases are one's own`, await page.evaluate(() => JSON.parse(localStorage.phrases)[0].name === "fine"));
  // A form of one's own, out of an example.
  await page.selectOption("#note-template", "learn");
  await page.waitForSelector("dialog.sheet");
  await page.locator("dialog.sheet textarea").first().fill("Mr Sample\nCC: cough\nStory\nThree weeks.\nMeds: none\nImpression & plan\nRest.");
  await page.locator("dialog.sheet button", { hasText: "Find its form" }).click();
  await page.waitForFunction(() => document.querySelectorAll("dialog.sheet textarea")[1].value.includes("{hpi}"));
  check(`${where}: of the example only headings are kept`, !/Sample|Three weeks/.test(await page.locator("dialog.sheet textarea").nth(1).inputValue()));
  await page.fill("#learn-name", "My clinic");
  await page.locator("dialog.sheet button", { hasText: "Keep" }).click();
  await page.waitForSelector("h2:has-text('Impression & plan')");
  check(`${where}: the note takes one's own form`, /CC: .*hest pain/.test(await page.locator(".note-page").textContent()));
  // Other forms, other lengths.
  await page.selectOption("#note-template", "referral");
  await page.waitForSelector("h2:has-text('REASON FOR REFERRAL')");
  const long = (await page.locator(".note-page").textContent()).length;
  await page.locator(".note-setting .choice", { hasText: "brief" }).click();
  await page.waitForFunction(() => document.querySelector(".note-setting .choice").getAttribute("aria-pressed") === "true");
  check(`${where}: brief is not longer`, (await page.locator(".note-page").textContent()).length <= long);
  // The consultation's file brings the note back as it was left.
  await page.evaluate(() => { location.hash = "#/consult"; });
  await page.waitForSelector("#account");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
  const saved = readFileSync(await download.path());
  await lib.settle(page, () => page.locator(".tools .icon-button").nth(2).click());
  await lib.settle(page, () => page.setInputFiles(".tools input[type=file]", { name: "c.json", mimeType: "application/json", buffer: saved }));
  await page.evaluate(() => { location.hash = "#/note"; });
  await page.waitForSelector("h2:has-text('REASON FOR REFERRAL')");
  check(`${where}: the file brings it back`, (await page.locator(".versions li").count()) >= 5 && (await page.inputValue("#note-template")) === "referral");
}

export async function notes(browser, server, pwa, axe) {
  for (const [size, viewport] of Object.entries(sizes)) for (const colorScheme of ["light", "dark"]) await group(`note ${size} ${colorScheme}`, async () => {
    const { page, context, faults } = await lib.open(browser, server.address, { viewport, colorScheme, hasTouch: size === "phone" });
    const at = `${size}, ${colorScheme}: note`;
    await page.evaluate(() => { location.hash = "#/note"; });
    await page.waitForSelector(".noted .idle");
    await axe(page, `${at}, empty`);
    await page.evaluate(() => { location.hash = "#/consult"; });
    await openNote(page);
    await page.locator(".sentence").nth(2).click();
    await page.waitForTimeout(60);
    await axe(page, at);
    check(`${at}: not wider than the screen`, (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    if (size === "phone") check(`${at}: the turn stands below the line`, await page.locator(".source-strip").isVisible());
    await page.locator(".section-tools button").nth(1).click();
    await axe(page, `${at}, editing`);
    await page.keyboard.press("Escape");
    await page.locator(".versions button").first().click();
    await axe(page, `${at}, comparing`);
    await page.locator(".note-tools button", { hasText: "Phrases" }).click();
    await axe(page, `${at}, phrases`);
    check(`${at}: no error`, faults.length === 0, faults.join("; "));
    await context.close();
  });
  await group("note, served", async () => {
    const { page, context, faults } = await lib.open(browser, server.address);
    await use(page, "served");
    check("note, served: no error, nothing leaves", faults.length === 0, faults.join("; "));
    await context.close();
  });
  await group("note by keyboard alone", async () => {
    const { page, context } = await lib.open(browser, server.address);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await lib.settle(page, () => page.fill("#account", TEXT));
    await page.locator("#account").blur();
    await page.keyboard.press("Alt+2");
    await page.waitForSelector(".sentence");
    await page.keyboard.press("/");
    await page.keyboard.press("Enter");
    check("Enter on a sentence shows its turn", (await page.locator(".turn.lit").count()) > 0);
    await page.keyboard.press("c");
    await page.waitForSelector(".toast:not([hidden])");
    check("c copies the section", /^CHIEF COMPLAINT\n\nChest pain/.test(await page.evaluate(() => navigator.clipboard.readText())));
    await page.keyboard.press("Shift+C");
    await page.waitForFunction(() => /whole/.test(document.querySelector(".toast").textContent));
    check("C copies the whole", /ASSESSMENT AND PLAN/.test(await page.evaluate(() => navigator.clipboard.readText())));
    const seen = new Set();
    let reached = false;
    for (let i = 0; i < 120 && !reached; i++) {
      await page.keyboard.press("Tab");
      const f = await page.evaluate(() => { const e = document.activeElement; return { name: `${e.className} ${e.textContent.slice(0, 20)}`, ring: getComputedStyle(e).outlineStyle !== "none", last: !!e.closest(".versions") }; });
      if (!f.ring) seen.add(f.name);
      reached = f.last;
    }
    check("Tab reaches the last part, the focus always seen", reached && seen.size === 0, [...seen].join());
    await context.close();
  });
  if (pwa) await group("note, installed", async () => {
    const { page, context, faults } = await lib.openOffline(browser, pwa);
    await use(page, "installed, offline");
    check("note, installed: no error, nothing leaves", faults.length === 0, faults.join("; "));
    await context.close();
  });
}
