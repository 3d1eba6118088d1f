// The app in WebKitGTK, the stand-in for Safari: the engine is the same family, so what only Chromium understands fails here. Plain
// WebDriver (W3C, WebDriver Level 2) over HTTP; nothing of npm. WebKitWebDriver drives MiniBrowser on a display of Xvfb.
//
// usage: node webkit.mjs build/diagpad [dist/pwa]
//
// Where it cannot run, it says so with a line "skipped: …", counts one skipped, and nothing as passed. On macOS it is skipped: Safari
// itself must first be allowed by hand (safaridriver --enable) and opens windows on the desk of whoever runs the tests.
//
// What is written to the console does not come out of WebDriver. So errors are watched from within: hooks are put into the page once
// it stands; and, for what happens while it starts, once more through a proxy that puts the same hooks before the page's first script.
import { spawn, spawnSync } from "node:child_process";
import { createServer, request } from "node:http";
import { existsSync, mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { check, finish, group as counted } from "./count.mjs";
import { serve, serveFolder, servePaired, CASE } from "./servers.mjs";

const program = resolve(process.argv[2] || "build/diagpad"), pwa = process.argv[3] && resolve(process.argv[3]);
const ENTER = "\uE007"; // WebDriver's key
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const has = (name) => (process.env.PATH || "").split(":").map((d) => join(d, name)).find(existsSync);

function skip(why) {
  console.log(`skipped: WebKit: ${why}`);
  console.log("0 passed, 0 failed");
  process.exit(0);
}
if (process.platform === "darwin") skip("on macOS Safari has to be driven by hand: safaridriver --enable, then open what `diagpad serve` prints");
const WEBDRIVER = has("WebKitWebDriver"), XVFB = has("Xvfb");
const BROWSER = ["/usr/lib", "/usr/libexec", "/usr/lib64"].flatMap((d) => [d, ...(existsSync(d) ? readdirSync(d).map((x) => join(d, x)) : [])])
  .flatMap((d) => ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"].map((v) => join(d, v, "MiniBrowser"))).find(existsSync);
if (!WEBDRIVER || !BROWSER || !XVFB) skip("WebKitWebDriver with its MiniBrowser, and Xvfb, are needed (apt-get install webkit2gtk-driver xvfb)");

// ---- the display, the driver, the browser -------------------------------------------------------------------------------------
const folder = mkdtempSync(join(tmpdir(), "diagpad-webkit-")), children = [];
process.on("exit", () => { for (const c of children) c.kill("SIGKILL"); rmSync(folder, { recursive: true, force: true, maxRetries: 8, retryDelay: 100 }); });
function start(name, args, options) {
  const child = spawn(name, args, options);
  children.push(child);
  child.on("error", () => {});
  return child;
}
const display = await new Promise((yes, no) => {
  const x = start(XVFB, ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  x.stdio[3].once("data", (d) => yes(`:${String(d).trim()}`));
  x.on("exit", () => no(new Error("Xvfb ended")));
  setTimeout(() => no(new Error("Xvfb gives no display")), 10000).unref();
});
// The browser's own buttons would keep the window wider than a phone: they are made small.
mkdirSync(join(folder, "gtk-3.0"));
writeFileSync(join(folder, "gtk-3.0/gtk.css"), "* { padding: 0; margin: 0; border: none; min-width: 0; min-height: 0; font-size: 4px; }");
const environment = { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), XDG_DATA_HOME: join(folder, "data"),
  DISPLAY: display, GDK_BACKEND: "x11", LIBGL_ALWAYS_SOFTWARE: "1", MESA_SHADER_CACHE_DISABLE: "1", LANG: "en_GB.UTF-8", LANGUAGE: "en", NO_AT_BRIDGE: "1" };

async function wire(port, method, path, body) {
  const r = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body), headers: { "Content-Type": "application/json" }, signal: AbortSignal.timeout(60000) });
  const { value } = await r.json();
  if (!r.ok) throw new Error(`${method} ${path.replace(/^.session.[^/]*/, "")}: ${value.error}: ${value.message}`);
  return value;
}
/** A driver of its own for each browser, so that one that hangs spoils one group only. On a busy machine a browser may start too late for
 *  its driver, which then never has another: that is tried three times. */
async function session(tries = 3) {
  const port = await new Promise((y) => { const s = createServer().listen(0, "127.0.0.1", () => { const p = s.address().port; s.close(() => y(p)); }); });
  const driver = start(WEBDRIVER, [`--port=${port}`], { stdio: "ignore", env: environment });
  try {
    for (let i = 0; ; i++) {
      try { if ((await wire(port, "GET", "/status")).ready) break; } catch (e) { if (i > 200) throw e; }
      await sleep(50);
    }
    const made = await wire(port, "POST", "/session", { capabilities: { alwaysMatch: { unhandledPromptBehavior: "accept", acceptInsecureCerts: true /* one of our own */, "webkitgtk:browserOptions": { binary: BROWSER, args: ["--automation"] } } } });
    return { made, port, driver };
  } catch (e) {
    driver.kill("SIGKILL");
    if (tries === 1) throw e;
    console.log(`a browser did not start, once more: ${e.message}`);
    return session(tries - 1);
  }
}
const group = (name, f) => counted(name, async () => { try { await f(); } finally { await opened?.close(); } });
let opened = null;

/** A browser with an empty profile. */
async function open(address, { width = 1280, height = 900, wait = "#account" } = {}) {
  const { made, port, driver } = await session(), at = `/session/${made.sessionId}`;
  const tell = (method, path, body) => wire(port, method, at + path, body);
  const script = (f, ...args) => tell("POST", "/execute/sync", { script: `return (${f}).apply(null, arguments)`, args });
  const find = async (selector) => Object.values(await tell("POST", "/element", { using: "css selector", value: selector }))[0];
  const browser = {
    version: made.capabilities.browserVersion,
    script,
    size: (w, h) => tell("POST", "/window/rect", { width: w, height: h }),
    go: (url) => tell("POST", "/url", { url }),
    url: () => tell("GET", "/url"),
    reload: () => tell("POST", "/refresh", {}),
    click: async (selector) => tell("POST", `/element/${await find(selector)}/click`, {}),
    type: async (selector, text) => tell("POST", `/element/${await find(selector)}/value`, { text }),
    close: async () => { opened = null; try { await tell("DELETE", ""); } finally { driver.kill(); } },
    async until(f, ...args) {
      for (let i = 0; ; i++) {
        const got = await script(f, ...args);
        if (got) return got;
        if (i > 400) throw new Error(`never so: ${f} ${args.join()}: ${await script(() => `${location.href} ${document.body.textContent.slice(0, 300)}`)}`);
        await sleep(25);
      }
    },
    there: (selector) => browser.until((s) => !!document.querySelector(s), selector),
    hash: async (hash, selector) => { await script((h) => { location.hash = h; }, hash); await browser.there(selector); },
  };
  opened = browser;
  await browser.size(width, height);
  await browser.go(address);
  await browser.there(wait);
  await browser.script(watch);
  return browser;
}

// ---- what goes wrong in the page ---------------------------------------------------------------------------------------------
function watch() {
  if (window.faults) return;
  const note = (what) => window.faults.push(String(what));
  window.faults = [];
  for (const level of ["error", "warn"]) { const was = console[level]; console[level] = (...a) => { note(`console: ${a.join(" ")}`); was.apply(console, a); }; }
  addEventListener("error", (e) => note(`error: ${e.message || (e.target && (e.target.src || e.target.href))}`), true);
  addEventListener("unhandledrejection", (e) => note(`rejection: ${e.reason && e.reason.message}`));
  document.addEventListener("securitypolicyviolation", (e) => note(`policy: ${e.violatedDirective} ${e.blockedURI}`));
}
const faultsOf = (b) => b.script(() => [...window.faults, ...performance.getEntriesByType("resource").map((r) => r.name).filter((n) => !n.startsWith(location.origin) && !/^(data|blob):/.test(n)).map((n) => `leaves: ${n}`)]);
/** The server behind a proxy that puts watch() before the page's own scripts. `more` is run there too. */
async function watched(address, more = "") {
  const { port } = new URL(address), own = `127.0.0.1:${port}`;
  const server = createServer((q, r) => {
    if (q.url === "/watch.js") { r.writeHead(200, { "Content-Type": "text/javascript" }); return r.end(`(${watch})();${more}`); }
    const headers = { ...q.headers, host: own, "accept-encoding": "identity" };
    if (headers.origin) headers.origin = `http://${own}`;
    const there = request({ host: "127.0.0.1", port, path: q.url, method: q.method, headers }, (a) => {
      const page = q.url === "/" && /text\/html/.test(q.headers.accept || "");
      if (!page) { r.writeHead(a.statusCode, a.headers); return a.pipe(r); }
      let text = "";
      a.setEncoding("utf8").on("data", (d) => { text += d; }).on("end", () => {
        const { "content-length": _, etag: __, ...kept } = a.headers;
        r.writeHead(a.statusCode, kept);
        r.end(text.replace("<head>", '<head><script src="watch.js"></script>'));
      });
    });
    there.on("error", () => r.destroy());
    q.pipe(there);
  });
  await new Promise((y) => server.listen(0, "127.0.0.1", y));
  return { address: address.replace(own, `127.0.0.1:${server.address().port}`), stop: () => { server.closeAllConnections(); server.close(); } };
}

// ---- one walk through the app ------------------------------------------------------------------------------------------------
const percent = (p) => { const v = p * 100; return v > 0 && v < 0.1 ? "<0.1 %" : `${v < 10 ? v.toFixed(1) : Math.round(v)} %`; };
const told = JSON.parse(spawnSync(program, ["ddx", "--json", "--top", "10", CASE], { env: { PATH: process.env.PATH, HOME: folder }, maxBuffer: 1 << 26 }).stdout.toString());
const expected = { rows: told.differential.map((r) => `${r.name} ${percent(r.probability)}`), level: told.triage.level };
const listed = (b) => b.script(() => ({ rows: [...document.querySelectorAll(".ddx .row")].map((r) => `${r.querySelector(".name").textContent} ${r.querySelector(".prob").textContent}`.replace(/\u202f/g, " ")),
  level: document.querySelector(".triage").className.replace(/.*l-/, "") }));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const wide = (b) => b.script(() => document.documentElement.scrollWidth - innerWidth);
/** Key by key where that is what is tested; else at once, as by pasting. */
async function typeCase(b, text, keys = false) {
  if (keys) await b.type("#account", text);
  else await b.script((x) => { const area = document.getElementById("account"); area.value = x; area.dispatchEvent(new Event("input", { bubbles: true })); }, text);
  await b.until((n) => document.getElementById("account").value.length === n, text.length);
  await b.until(() => { const m = document.querySelector(".consult"), now = m.dataset.settled; if (now && now === window.settledOnce) return true; window.settledOnce = now; return false; });
}

async function walk(b, where) {
  await typeCase(b, CASE, true);
  const got = await listed(b);
  check(`${where}: the list is the one that the terminal gives`, expected.rows.length === 10 && same(got, expected), `${JSON.stringify(got)} is not ${JSON.stringify(expected)}`);
  check(`${where}: findings light up`, await b.script(() => document.querySelectorAll(".copy mark.s-present").length >= 5 && document.querySelectorAll(".copy mark.s-absent").length >= 2));
  await b.click(".ddx .row");
  await b.there(".step.total");
  check(`${where}: the waterfall adds up`, await b.script(() => { const n = (e) => Number(e.textContent.replace("\u2212", "-")); return [...document.querySelectorAll(".step:not(.total) .step-value")].reduce((a, e) => a + n(e), 0) === n(document.querySelector(".total .step-value")); }));
  await b.script(() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
  await b.hash("#/read/acute_myocardial_infarction", ".article .often");
  check(`${where}: an article opens`, await b.script(() => /myocardial infarction/i.test(document.querySelector(".article h1").textContent) && document.querySelectorAll(".article section").length >= 5 && !document.querySelector(".article .problem")));
  await b.hash("#/note", ".note-section .sentence, .noted .idle");
  check(`${where}: the note is written`, await b.script(() => document.querySelectorAll(".note-section .sentence").length > 3 && document.querySelectorAll(".note-page .own").length === 0));
  await b.hash("#/scores/map", ".score-result .big");
  check(`${where}: a score is filled in`, await b.script(() => /110/.test(document.querySelector(".score-result").textContent)));
  await b.hash("#/about", ".about .kv code");
  await b.click(".about .button.main");
  await b.until(() => document.querySelectorAll(".checks li[data-ok]").length === 7);
  check(`${where}: the self-test passes`, await b.script(() => document.querySelectorAll(".checks li[data-ok=yes]").length === 7), await b.script(() => document.querySelector(".checks").textContent));
  check(`${where}: nothing of the patient in the address`, !/crush|54/.test((await b.url()).replace(/^http:..[^/]*/, "")));
}
async function narrow(b, where) {
  await b.size(390, 844);
  await b.until(() => innerWidth === 390);
  for (const [hash, selector] of [["#/consult", ".ddx .row"], ["#/note", ".note-section .sentence"], ["#/read/acute_myocardial_infarction", ".article .often"], ["#/scores/map", ".score-result .big"], ["#/records", ".records"], ["#/about", ".about .kv code"]]) {
    await b.hash(hash, selector);
    await sleep(60);
    check(`${where}, 390 px: ${hash} does not scroll sideways`, (await wide(b)) <= 0, `${await wide(b)} px over`);
  }
}
async function faultless(b, where) {
  const faults = await faultsOf(b);
  check(`${where}: no error, nothing leaves`, faults.length === 0, faults.join("; "));
}

let version = "";
const server = await serve(program);
await group("served", async () => {
  const b = await open(server.address);
  version = b.version;
  check("served: the key is out of the address", !(await b.url()).includes(server.token));
  await walk(b, "served");
  await narrow(b, "served");
  await faultless(b, "served");
  await b.size(1280, 900);
  await b.hash("#/consult", "#account");
  await b.reload();
  await b.there("#account");
  await b.script(watch);
  await typeCase(b, CASE);
  check("served: the same after a reload", same(await listed(b), expected));
  await faultless(b, "served, after a reload");
  await b.close();
});
await group("served, as it starts", async () => {
  const proxy = await watched(server.address), b = await open(proxy.address);
  await typeCase(b, CASE);
  check("served: no error as it starts", same(await faultsOf(b), []), (await faultsOf(b)).join("; "));
  await b.close();
  proxy.stop();
  const bad = await watched(server.address, "addEventListener('load', () => { console.error('on the console'); eval('1'); });"), c = await open(bad.address);
  const faults = await faultsOf(c);
  check("the watch sees an error on the console and one against the policy", faults.some((f) => /on the console/.test(f)) && faults.some((f) => /policy/.test(f)), faults.join("; "));
  await c.close();
  bad.stop();
});
await group("without the key", async () => {
  const b = await open(server.address.split("#")[0]);
  await b.until(() => !document.querySelector(".problem").hidden);
  check("without the key the page says what to do", /diagpad serve/.test(await b.script(() => document.querySelector(".problem").textContent)));
  await b.close();
});
check("no patient's word in what the server prints", !/crushing|chest/.test(server.said()));
check("it ends well", (await server.stop()) === 0);

if (pwa && existsSync(pwa)) await group("installed", async () => {
  const host = await serveFolder(pwa), proxy = await watched(host.address), b = await open(proxy.address);
  await b.until(() => document.documentElement.dataset.ready === "yes");
  await walk(b, "installed");
  await narrow(b, "installed");
  await faultless(b, "installed");
  await b.size(1280, 900);
  await b.until(() => document.documentElement.dataset.installed === "yes" && !!navigator.serviceWorker.controller);
  host.stop(); // flight mode: there is no server any more
  proxy.stop();
  await b.hash("#/consult", "#account");
  await b.reload();
  await b.there("#account");
  await b.script(watch);
  await typeCase(b, CASE);
  check("installed: the same after a reload without a network", same(await listed(b), expected));
  // The records are in the browser's own storage, sealed by libsodium as WebAssembly.
  const PASS = "five words make a passphrase";
  await b.hash("#/records", ".record-gate #passphrase-again");
  await b.type("#passphrase", PASS);
  await b.type("#passphrase-again", PASS + ENTER);
  await b.there(".records-inside:not([hidden])");
  check("installed: records are made", await b.script(() => document.querySelector(".records .problem").hidden));
  await b.reload();
  await b.there(".record-gate #passphrase");
  await b.script(watch);
  await b.type("#passphrase", "another passphrase" + ENTER);
  await b.there(".records .problem:not([hidden])");
  check("installed: another passphrase opens nothing", await b.script(() => document.querySelector(".records-inside").hidden));
  await b.script(() => { document.getElementById("passphrase").value = ""; });
  await b.type("#passphrase", PASS + ENTER);
  await b.there(".records-inside:not([hidden])");
  check("installed: the passphrase opens them after a reload", await b.script(() => document.querySelector(".records .problem").hidden));
  await faultless(b, "installed, after a reload without a network");
  await b.close();
});
else console.log("skipped: WebKit: the installed app: no folder was given");

// ---- a phone that pairs with the computer, over TLS ------------------------------------------------------------------------------
await group("paired", async () => {
  const desk = await servePaired(program, folder), b = await open(desk.address, { width: 390, height: 844, wait: "dialog.entry[open]" });
  check("pairing: the app is not there before", await b.script(() => !document.querySelector(".bar")));
  check("pairing, 390 px: it does not scroll sideways", (await b.script(() => innerWidth)) === 390 && (await wide(b)) <= 0);
  await b.type("#entry-secret", (desk.first === "00000000" ? "11111111" : "00000000") + ENTER);
  await b.there(".entry .problem:not([hidden])");
  check("pairing: a wrong code is refused", /not it/.test(await b.script(() => document.querySelector(".entry .problem").textContent)));
  await b.type("#entry-secret", desk.first + ENTER);
  await b.there("#account");
  await typeCase(b, CASE);
  check("paired: the list is the one that the terminal gives", same(await listed(b), expected));
  check("paired: no script sees the session", await b.script(() => document.cookie === "" && !/[0-9a-f]{32}/.test(JSON.stringify(sessionStorage) + JSON.stringify(localStorage))));
  await b.reload();
  await b.there("#account");
  await b.script(watch);
  await typeCase(b, CASE);
  check("paired: the same after a reload", same(await listed(b), expected));
  await b.click(".paired-button");
  await b.there("dialog.entry-state[open]");
  check("paired, 390 px: it does not scroll sideways", (await wide(b)) <= 0);
  await faultless(b, "paired");
  await b.close();
  check("no patient's word in what the server prints to its guests", !/crushing|chest|__Host/.test(desk.said()));
  check("a server with guests ends well", (await desk.stop()) === 0);
});

console.log(`WebKitGTK ${version}`);
process.exit(finish());
