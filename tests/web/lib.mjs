// What the web tests share: the program as a server, a plain static server for the installed app, the browser, and a count.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync, existsSync } from "node:fs";
import { join, extname, normalize } from "node:path";
import { chromium } from "playwright-core";

export const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find(existsSync);
export const CASE = "54-year-old man, crushing chest pain for 2 hours radiating to the left arm, sweating, nausea. No fever. No calf swelling. Possible cough. Smoker. BP 150/90. Father died of heart attack.";
export const sizes = { phone: { width: 390, height: 844 }, tablet: { width: 834, height: 1112 }, desktop: { width: 1440, height: 900 } };

export { check, group, finish } from "./count.mjs";

/** Starts `diagpad serve`; answers with its address, port, token and a way to stop it. */
export async function serve(program, more = []) {
  const child = spawn(program, ["serve", "--port", "0", "--no-open", ...more], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const address = await new Promise((yes, no) => {
    child.stdout.on("data", (d) => { said += d; const m = /http:\S+/.exec(said); if (m) yes(m[0]); });
    child.stderr.on("data", (d) => { said += d; });
    child.on("exit", () => no(new Error(`serve ended: ${said}`)));
  });
  const [, port, token] = /:(\d+)\/#t=(.*)/.exec(address);
  return { program, address, port: Number(port), token, pid: child.pid, said: () => said, stop: () => new Promise((r) => { child.on("exit", (code) => r(code)); child.kill("SIGINT"); }) };
}

const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json" };
/** Any static web server would do. `broken` names a file that is served damaged. */
export async function serveFolder(folder) {
  const state = { broken: "", hits: 0 };
  const server = createServer((q, r) => {
    const path = normalize(decodeURIComponent(new URL(q.url, "http://x").pathname)), file = join(folder, path === "/" ? "index.html" : path);
    state.hits++;
    if (!existsSync(file)) { r.writeHead(404); return r.end(); }
    const bytes = Buffer.from(readFileSync(file));
    if (state.broken && path.endsWith(state.broken)) bytes[bytes.length >> 1] ^= 1;
    r.writeHead(200, { "Content-Type": types[extname(file)] || "application/octet-stream" });
    r.end(bytes);
  });
  await new Promise((y) => server.listen(0, "127.0.0.1", y));
  return { address: `http://127.0.0.1:${server.address().port}/`, state, stop: () => { server.closeAllConnections(); server.close(); } };
}

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
