// What the tests in chromium share: the browser and its pages; servers.mjs has the servers, count.mjs the count.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { serveFolder } from "./servers.mjs";

export const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find(existsSync);
export const sizes = { phone: { width: 390, height: 844 }, tablet: { width: 834, height: 1112 }, desktop: { width: 1440, height: 900 } };

export { check, group, finish } from "./count.mjs";
export { serve, serveFolder, CASE } from "./servers.mjs";

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

/** A page that watches itself: errors on the console and requests that leave its origin are faults. */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: sizes.desktop, ...options });
  const page = await context.newPage(), faults = [], origin = new URL(address).origin;
  page.setDefaultTimeout(10000);
  page.on("pageerror", (e) => faults.push(`error: ${e.message}`));
  page.on("console", (m) => { if (m.type() === "error" && !/status of 400/.test(m.text())) faults.push(`console: ${m.text()}`); });
  page.on("request", (q) => { if (!q.url().startsWith(origin) && !/^(data|blob):/.test(q.url())) faults.push(`leaves: ${q.url()}`); });
  page.on("dialog", (d) => d.accept());
  await page.goto(address);
  await page.waitForSelector("#account");
  return { context, page, faults };
}
/** The installed app in flight mode: its worker has the page, the server is gone. */
export async function openOffline(browser, pwa) {
  const host = await serveFolder(pwa), opened = await open(browser, host.address), { page, context } = opened;
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller));
  host.stop();
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector("#account");
  return opened;
}
export async function settle(page, act) {
  const before = Number(await page.getAttribute(".consult", "data-settled")) || 0;
  await act();
  await page.waitForFunction((n) => Number(document.querySelector(".consult").dataset.settled || 0) > n, before);
}
