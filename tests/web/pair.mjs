// A phone that pairs with a computer, over TLS with the certificate that the program made: the code, the password, both languages, being put
// out in the middle of work, and axe. Called by run.mjs; webkit.mjs does the same walk in short.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as lib from "./lib.mjs";
import { servePaired } from "./servers.mjs";
const { check, group, sizes, CASE } = lib, PASSWORD = "correct horse battery";

export async function pairing(browser, program, axe) {
  const home = mkdtempSync(join(tmpdir(), "diagpad-pair-")), server = await servePaired(program, home, PASSWORD);
  const fresh = async (address = server.address, options = {}) => {
    const context = await browser.newContext({ viewport: sizes.phone, hasTouch: true, ignoreHTTPSErrors: true, ...options }), page = await context.newPage(), faults = [], asked = [];
    page.setDefaultTimeout(10000);
    page.on("pageerror", (e) => faults.push(`error: ${e.message}`));
    page.on("console", (m) => { if (m.type() === "error" && !/status of 4(01|10|29)/.test(m.text())) faults.push(`console: ${m.text()}`); });
    page.on("request", (q) => { asked.push(q.url()); if (!q.url().startsWith(server.address) && !/^(data|blob):/.test(q.url())) faults.push(`leaves: ${q.url()}`); });
    page.on("dialog", (d) => d.accept());
    await page.goto(address);
    return { context, page, faults, asked };
  };
  const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  try {
    await group("pairing", async () => {
      for (const [size, viewport] of [...Object.entries(sizes), ["narrow", { width: 320, height: 640 }]]) for (const colorScheme of ["light", "dark"]) {
        const { page, context } = await fresh(server.address, { viewport, colorScheme });
        await page.waitForSelector("dialog.entry[open]");
        await axe(page, `pairing, ${size}, ${colorScheme}`);
        check(`pairing, ${size}: not wider than the screen`, (await wide(page)) <= 0 && await page.evaluate(() => { const r = document.querySelector("dialog.entry").getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth; }));
        await context.close();
      }
      const { page, context, faults, asked } = await fresh();
      await page.waitForSelector("dialog.entry[open]");
      check("the app is not there before", (await page.locator(".bar").count()) === 0);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      // the second closes it, and it opens again at once: what counts is that it comes back
      check("Escape does not pass by it", await page.waitForSelector("dialog.entry[open]", { timeout: 5000 }).then(() => true, () => false));
      const code = server.first, wrong = code === "00000000" ? "11111111" : "00000000";
      await page.fill("#entry-secret", wrong);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".entry .problem:not([hidden])");
      check("a wrong code is refused", /not it/.test(await page.textContent(".entry .problem")));
      await axe(page, "pairing, a wrong code");
      await page.fill("#entry-secret", `${code.slice(0, 4)} ${code.slice(4)}`);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#account");
      await lib.settle(page, () => page.fill("#account", CASE));
      check("paired: the list is there", /myocardial/i.test(await page.locator(".ddx .row .name").first().textContent()));
      check("paired: not wider than the screen", (await wide(page)) <= 0);
      const cookies = await context.cookies();
      check("the cookie is for this host, over TLS, and for no script", cookies.length === 1 && cookies[0].secure && cookies[0].httpOnly && cookies[0].sameSite === "Strict" && cookies[0].expires === -1 && !(await page.evaluate(() => document.cookie)));
      const secrets = [code, cookies[0].value];
      check("no secret in an address or in the page's storage", !asked.concat(page.url()).some((u) => secrets.some((s) => u.includes(s))) && !(await page.evaluate((list) => list.some((s) => JSON.stringify(localStorage).includes(s) || JSON.stringify(sessionStorage).includes(s)), secrets)));
      await page.click(".paired-button");
      await page.waitForSelector("dialog.entry-state[open]");
      check("the state says with which computer, and how long", (await page.textContent(".entry-state")).includes(new URL(server.address).host) && /twelve hours/.test(await page.textContent(".entry-state")));
      await axe(page, "paired");
      await page.locator(".entry-state button", { hasText: "Close" }).click();
      await page.evaluate(() => { location.hash = "#/about"; });
      await page.waitForSelector(".about .kv code");
      check("paired: About says so", /paired with, over TLS/.test(await page.textContent(".about")));
      await page.evaluate(() => { location.hash = "#/consult"; });
      await page.reload();
      await page.waitForSelector("#account");
      check("a reload stays in", !(await page.locator("dialog.entry").isVisible()));
      // Put out in the middle of work: the text is not lost, what was asked is answered once it is in again.
      await lib.settle(page, () => page.fill("#account", "54M chest pain"));
      await context.clearCookies();
      await page.fill("#account", "54M chest pain, sweating");
      await page.waitForSelector("dialog.entry[open]");
      check("put out: it says so", /no longer let in/.test(await page.textContent(".entry .problem")));
      check("put out: no code is good, so the password is asked for", (await page.getAttribute("#entry-secret", "type")) === "password");
      await page.locator(".entry .button.quiet").click();
      check("put out: the code may be asked for all the same", (await page.getAttribute("#entry-secret", "type")) === "text");
      await page.locator(".entry .button.quiet").click();
      await page.fill("#entry-secret", PASSWORD);
      await lib.settle(page, () => page.keyboard.press("Enter"));
      check("in again by the password: the text is still there", (await page.inputValue("#account")) === "54M chest pain, sweating" && (await page.locator(".copy mark").count()) >= 2);
      await page.click(".paired-button");
      await page.locator(".entry-state button", { hasText: "End the pairing" }).click();
      await page.waitForSelector("dialog.entry[open]");
      check("ended: the page is empty, and out", (await page.locator("#account").count()) === 0 && (await context.cookies()).length === 0);
      check("pairing: no error, nothing leaves", faults.length === 0, faults.join("; "));
      await context.close();
    });
    await group("pairing by the QR code, in Spanish", async () => {
      const code = await server.next(), { page, context, faults } = await fresh(`${server.address}#pair=${code}`, { locale: "es-ES" });
      await page.waitForSelector("#account");
      check("scanned, it is in at once, and the code is out of the address", !page.url().includes(code));
      await page.click(".paired-button");
      check("the state in Spanish", /Enlazado con este ordenador/.test(await page.textContent(".entry-state")));
      await context.close();
      const other = await fresh(`${server.address}#pair=${code}`, { locale: "es-ES" });
      await other.page.waitForSelector(".entry .problem:not([hidden])");
      check("scanned again it is worth nothing", /ning\u00fan c\u00f3digo/.test(await other.page.textContent(".entry .problem")) && !other.page.url().includes(code));
      await axe(other.page, "pairing, in Spanish");
      check("Spanish pairing: no error", [...faults, ...other.faults].length === 0, [...faults, ...other.faults].join("; "));
      await other.context.close();
    });
    check("no patient's word and no cookie in what the server prints", !/chest|sweating|__Host/.test(server.said()));
    check("a server with guests ends well", (await server.stop()) === 0);
  } finally { rmSync(home, { recursive: true, force: true }); }
}
