// The app in headless Chromium, over both drivers. Where there is no Chromium it says so with a line "skipped: …".
//
// usage: node run.mjs build/diagpad [dist/pwa]
import { readFileSync, existsSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { request } from "node:http";
import { join, resolve } from "node:path";
import * as lib from "./lib.mjs";
import { records } from "./records.mjs";
import { exported } from "./export.mjs";
import { notes } from "./note.mjs";
import { recordViews } from "./records-view.mjs";
import { pairing } from "./pair.mjs";
import { dictation } from "./dictate.mjs";
const { check, group, settle, sizes, CASE } = lib;

const program = resolve(process.argv[2] || "build/diagpad"), pwa = process.argv[3] && resolve(process.argv[3]);
const axeSource = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
await group("export", () => exported(program));
if (!lib.CHROMIUM) {
  console.log("skipped: the app in chromium: it is not installed (apt-get install chromium)");
  process.exit(lib.finish());
}

// ---- the languages hold the same texts ------------------------------------------------------------------------------
await group("languages", async () => {
  const web = new URL("../../web/js/", import.meta.url);
  const en = (await import(new URL("text-en.js", web))).default, es = (await import(new URL("text-es.js", web))).default;
  check("Spanish has every text", Object.keys(en).every((k) => es[k]), Object.keys(en).filter((k) => !es[k]).join());
  check("Spanish has no other text", Object.keys(es).every((k) => en[k]), Object.keys(es).filter((k) => !en[k]).join());
  const holes = (s) => (s.match(/\{\d\}/g) || []).sort().join();
  check("placeholders agree", Object.keys(en).every((k) => holes(en[k]) === holes(es[k] || "")), Object.keys(en).filter((k) => holes(en[k]) !== holes(es[k] || "")).join());
  const used = new Set(readdirSync(web).filter((f) => f.endsWith(".js")).flatMap((f) => [...readFileSync(new URL(f, web), "utf8").matchAll(/\bt\("([^"]+)"/g)].map((m) => m[1])));
  check("every text that is asked for is there", [...used].every((k) => en[k]), [...used].filter((k) => !en[k]).join());
});

// ---- the server's safety, by hand-made requests ------------------------------------------------------------------------
const server = await lib.serve(program);
const ask = (path, { method = "GET", headers = {}, body } = {}) => new Promise((yes, no) => {
  const q = request({ host: "127.0.0.1", port: server.port, path, method, headers, setHost: false }, (r) => {
    let text = "";
    r.on("data", (d) => { text += d; }).on("end", () => yes({ status: r.statusCode, headers: r.headers, text }));
  });
  q.on("error", no);
  q.end(body);
});
const host = `127.0.0.1:${server.port}`, good = { Host: host, "Content-Type": "application/json", "X-Diagpad-Token": server.token };
const version = JSON.stringify({ method: "version" });
await group("safety", async () => {
  const cases = [
    ["a good call", 200, "/api", { method: "POST", headers: good, body: version }],
    ["localhost is a name of ours", 200, "/api", { method: "POST", headers: { ...good, Host: `localhost:${server.port}`, Origin: `http://localhost:${server.port}` }, body: version }],
    ["no token", 401, "/api", { method: "POST", headers: { ...good, "X-Diagpad-Token": "" }, body: version }],
    ["another token", 401, "/api", { method: "POST", headers: { ...good, "X-Diagpad-Token": "0".repeat(32) }, body: version }],
    ["another Host (DNS rebinding)", 403, "/api", { method: "POST", headers: { ...good, Host: `evil.example:${server.port}` }, body: version }],
    ["another Host for the page", 403, "/", { headers: { Host: "evil.example" } }],
    ["another port in Host", 403, "/", { headers: { Host: `127.0.0.1:${server.port + 1}` } }],
    ["a Host that begins like ours", 403, "/", { headers: { Host: `127.0.0.1.evil.example:${server.port}` } }],
    ["a foreign Origin", 403, "/api", { method: "POST", headers: { ...good, Origin: "https://evil.example" }, body: version }],
    ["Origin null", 403, "/api", { method: "POST", headers: { ...good, Origin: "null" }, body: version }],
    ["a cross-site fetch", 403, "/api", { method: "POST", headers: { ...good, "Sec-Fetch-Site": "cross-site" }, body: version }],
    ["a cross-site embed", 403, "/js/main.js", { headers: { Host: host, "Sec-Fetch-Site": "cross-site" } }],
    ["a link to the page", 200, "/", { headers: { Host: host, "Sec-Fetch-Site": "cross-site" } }],
    ["a form", 415, "/api", { method: "POST", headers: { ...good, "Content-Type": "text/plain" }, body: version }],
    ["JSON's name as a prefix", 415, "/api", { method: "POST", headers: { ...good, "Content-Type": "application/jsonp" }, body: version }],
    ["GET of the door", 405, "/api", { headers: good }],
    ["a preflight", 405, "/api", { method: "OPTIONS", headers: { Host: host, Origin: "http://" + host, "Access-Control-Request-Method": "POST" } }],
    ["DELETE of the page", 405, "/", { method: "DELETE", headers: { Host: host } }],
    ["a path upwards", 404, "/../../etc/passwd", { headers: { Host: host } }],
    ["an encoded path upwards", 404, "/%2e%2e/%2e%2e/etc/passwd", { headers: { Host: host } }],
    ["a request that is too large", 413, "/api", { method: "POST", headers: { ...good, "Content-Length": 5 << 20 } }],
    ["broken JSON", 400, "/api", { method: "POST", headers: good, body: "{" }],
    ["an unknown name", 404, "/api", { method: "POST", headers: good, body: JSON.stringify({ method: "kb_show", name: "zzzzzz" }) }],
  ];
  for (const [name, status, path, how] of cases) {
    const r = await ask(path, how).catch((e) => ({ status: e.code }));
    check(`${name} is ${status}`, r.status === status, `got ${r.status}`);
  }
  const large = await ask("/api", { method: "POST", headers: { ...good, "Transfer-Encoding": "chunked" }, body: Buffer.alloc(5 << 20, 32) }).catch((e) => ({ status: e.code }));
  check("a large request in chunks is refused", large.status === 413 || large.status === "ECONNRESET" || large.status === "EPIPE", `got ${large.status}`);
  const page = await ask("/", { headers: { Host: host } });
  const policy = page.headers["content-security-policy"] || "";
  check("a strict policy", /default-src 'none'/.test(policy) && /script-src 'self' 'wasm-unsafe-eval'/.test(policy) && /connect-src 'self'/.test(policy) && /frame-ancestors 'none'/.test(policy) && !/unsafe-inline|'unsafe-eval'/.test(policy), policy);
  check("no sniffing, no referrer", page.headers["x-content-type-options"] === "nosniff" && page.headers["referrer-policy"] === "no-referrer");
  check("nothing allows other origins", !Object.keys(page.headers).some((k) => k.startsWith("access-control-")));
  const api = await ask("/api", { method: "POST", headers: good, body: version });
  check("answers are not stored", api.headers["cache-control"] === "no-store");
  const same = await ask("/app.css", { headers: { Host: host, "If-None-Match": (await ask("/app.css", { headers: { Host: host } })).headers.etag } });
  check("an unchanged file is not sent again", same.status === 304 && same.text === "");
  if (existsSync("/proc/net/tcp")) {
    const hex = server.port.toString(16).toUpperCase().padStart(4, "0");
    const listening = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((f) => readFileSync(f, "utf8").split("\n")).map((l) => l.trim().split(/\s+/)).filter((l) => l[3] === "0A" && l[1].endsWith(":" + hex));
    check("it listens on the loopback address alone", listening.length === 1 && listening[0][1] === `0100007F:${hex}`, listening.map((l) => l[1]).join());
  }
});

// ---- the request corpus over HTTP, byte for byte ------------------------------------------------------------------------
const corpus = new URL("../api/corpus/", import.meta.url).pathname, fixture = join(program, "../fixture.dpk");
if (existsSync(fixture)) await group("corpus", async () => {
  const small = await lib.serve(program, ["--kb", fixture]);
  for (const name of readdirSync(corpus).filter((n) => n.endsWith(".request.json"))) {
    const body = readFileSync(join(corpus, name));
    const native = spawnSync(program, ["call", "-", "--kb", fixture], { input: body, maxBuffer: 1 << 28 }).stdout.toString().replace(/\n$/, "");
    const r = await fetch(`http://127.0.0.1:${small.port}/api`, { method: "POST", body, headers: { "Content-Type": "application/json", "X-Diagpad-Token": small.token } });
    check(`over HTTP: ${name}`, (await r.text()) === native);
  }
  check("an interrupt ends it well", (await small.stop()) === 0);
});

// ---- in the browser ------------------------------------------------------------------------------------------------------------
const browser = await lib.launch();
async function axe(page, name) {
  await page.evaluate(axeSource); // through the debugger: the page's policy would not let it in
  // What lies under a bar is reached by scrolling; axe would measure it where the page stands now.
  const bars = (position) => page.evaluate((p) => { for (const b of document.querySelectorAll(".bar, nav.views")) b.style.setProperty("position", p); }, position);
  await bars("static");
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  await bars("");
  check(`axe: ${name}`, violations.length === 0, violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].target} ${v.nodes[0].failureSummary?.split("\n")[1] || ""}`).join("; "));
}
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const go = async (page, hash, selector) => { await page.evaluate((h) => { location.hash = h; }, hash); await page.waitForSelector(selector); };

for (const [size, viewport] of Object.entries(sizes)) for (const colorScheme of size === "tablet" ? ["light"] : ["light", "dark"])
  await group(`${size} ${colorScheme}`, async () => {
    const at = `${size}, ${colorScheme}`;
    const { page, context, faults } = await lib.open(browser, server.address, { viewport, colorScheme, hasTouch: size === "phone" });
    check(`${at}: the key is out of the address`, !page.url().includes(server.token));
    await axe(page, `${at}: consult, empty`);
    await settle(page, () => page.fill("#account", CASE));
    check(`${at}: findings light up`, (await page.locator(".copy mark.s-present").count()) >= 5 && (await page.locator(".copy mark.s-absent").count()) >= 2 && (await page.locator(".copy mark.s-uncertain").count()) === 1);
    check(`${at}: the heart is first and an emergency`, /myocardial/i.test(await page.locator(".ddx .row .name").first().textContent()) && (await page.locator(".triage.l-emergency").isVisible()));
    await axe(page, `${at}: consult`);
    check(`${at}: not wider than the screen`, (await wide(page)) <= 0, String(await wide(page)));
    await page.locator(".ddx .row").first().click();
    await page.waitForSelector(".step.total");
    const [steps, total] = await page.evaluate(() => { const n = (e) => Number(e.textContent.replace("\u2212", "-")); const v = [...document.querySelectorAll(".step:not(.total) .step-value")].map(n); return [v.reduce((a, b) => a + b, 0), n(document.querySelector(".total .step-value"))]; });
    check(`${at}: the waterfall adds up to the score`, steps === total, `${steps} / ${total}`);
    await axe(page, `${at}: why`);
    for (const tab of ["plan", "why_not", "compare", "change"]) {
      await page.click(`#tab-${tab}`);
      await page.waitForFunction(() => document.getElementById("tab-panel").getAttribute("aria-busy") === "false" && document.getElementById("tab-panel").textContent.length > 10);
      if (tab === "compare") { await page.locator(".compare-pick .choice").first().click(); await page.waitForSelector(".versus .total"); }
      await axe(page, `${at}: ${tab}`);
    }
    await page.keyboard.press("Escape");
    check(`${at}: Escape closes the explanation`, !(await page.locator(".detail-inside").isVisible()));
    await go(page, "#/read", ".letter");
    await axe(page, `${at}: read`);
    await go(page, "#/read/acute_myocardial_infarction/nausea", ".article .findings");
    check(`${at}: a ledger's link finds its row`, await page.locator(".target").first().isVisible());
    await axe(page, `${at}: article, professional`);
    await page.locator(".switch .choice").first().click();
    await page.waitForSelector(".article .often");
    await axe(page, `${at}: article`);
    check(`${at}: the article is not wider than the screen`, (await wide(page)) <= 0, String(await wide(page)));
    await go(page, "#/read/chest_pain", ".article h1 >> text=/Chest pain/i");
    await axe(page, `${at}: finding`);
    await go(page, "#/scores", ".score-list");
    await axe(page, `${at}: scores`);
    await go(page, "#/scores/map", ".score-result .big");
    check(`${at}: a score is filled from the case`, /110/.test(await page.textContent(".score-result")));
    await page.locator(".score-field input").first().fill("120");
    await page.waitForFunction(() => /100/.test(document.querySelector(".score-result").textContent));
    await axe(page, `${at}: score`);
    await go(page, "#/scores/heart", ".score-field .choice");
    check(`${at}: half a score reassures nobody`, !/discharge/.test(await page.textContent(".score-result")));
    await go(page, "#/about", ".about .kv code");
    await axe(page, `${at}: about`);
    check(`${at}: nothing of the patient in the address`, !/crushing|54/.test(page.url()));
    check(`${at}: no error, nothing leaves`, faults.length === 0, faults.join("; "));
    await context.close();
  });

await group("narrow and enlarged", async () => {
  for (const viewport of [{ width: 320, height: 640 }, { width: 720, height: 450 } /* 1440 at 200 % */]) {
    const { page, context } = await lib.open(browser, server.address, { viewport });
    await settle(page, () => page.fill("#account", CASE));
    check(`${viewport.width} px: consult is not wider`, (await wide(page)) <= 0);
    for (const [hash, selector] of [["#/read/acute_myocardial_infarction", ".article .often"], ["#/about", ".about .kv code"]]) {
      await go(page, hash, selector);
      check(`${viewport.width} px: ${hash} is not wider`, (await wide(page)) <= 0);
    }
    await context.close();
  }
});

await group("the document", async () => {
  const { page, context, faults } = await lib.open(browser, server.address);
  const first = () => page.locator(".ddx .row .name").first().textContent();
  await settle(page, () => page.fill("#account", "30F with fever and cough"));
  const marks = () => page.locator(".copy mark").count();
  const before = await marks();
  await page.locator(".chip", { hasText: "Cough" }).first().click();
  await settle(page, () => page.locator(".menu .choice", { hasText: "absent" }).first().click());
  check("a finding is corrected", (await page.locator(".chip.s-absent", { hasText: "Cough" }).count()) === 1);
  await page.locator("h2", { hasText: "What it could be" }).click();
  await settle(page, () => page.keyboard.press("Control+z"));
  check("undo takes the correction back", (await page.locator(".chip.s-present", { hasText: "Cough" }).count()) === 1);
  await settle(page, () => page.keyboard.press("Control+Shift+z"));
  check("redo makes it again", (await page.locator(".chip.s-absent", { hasText: "Cough" }).count()) === 1);
  await settle(page, () => page.selectOption("#setting", "emergency"));
  await settle(page, () => page.locator(".questions .answer-button").first().click());
  check("an answer is a finding with a tick", (await page.locator(".chip .icon").count()) >= 2);
  await page.fill(".read-back .ahead input", "joint sw");
  await page.waitForSelector(".options li");
  await settle(page, () => page.keyboard.press("Enter"));
  check("a finding is added by name", (await page.locator(".chip", { hasText: /joint/i }).count()) >= 1);
  await page.locator(".ddx .row").nth(1).click();
  await settle(page, () => page.locator(".facts button").click());
  check("the diagnosis is recorded", (await page.locator(".row .tag.ok").count()) === 1);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
  const saved = JSON.parse(readFileSync(await download.path(), "utf8"));
  check("the file holds all of it", saved.consultation.text.includes("cough") && saved.consultation.answers.length === 3 && saved.consultation.patient.setting === "emergency" && saved.consultation.diagnosis && saved.knowledge.hash.length === 64);
  await settle(page, () => page.locator(".tools .icon-button").nth(2).click());
  check("a new consultation is empty", (await page.inputValue("#account")) === "" && (await page.locator(".idle").isVisible()));
  await settle(page, () => page.setInputFiles(".tools input[type=file]", { name: "c.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(saved)) }));
  check("it opens again as it was", (await page.inputValue("#account")) === saved.consultation.text && (await page.inputValue("#setting")) === "emergency" && (await page.locator(".chip.s-absent", { hasText: "Cough" }).count()) === 1);
  await settle(page, () => page.fill("#account", saved.consultation.text + ", neck stiffness and a rash that does not fade"));
  check("what changed since is shown", (await page.locator(".was").count()) >= 5 && (await first()).length > 0);
  await page.setInputFiles(".tools input[type=file]", { name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await page.waitForSelector(".toast:not([hidden])");
  check("a foreign file is refused", /not a consultation/.test(await page.textContent(".toast")));
  await settle(page, () => page.fill("#account", "J\u00fcrgen, 40M: \ud83e\udd12 fever \u2013 no cough"));
  check("marks stand on their words beside any letters", (await page.locator(".copy mark").allTextContents()).join() === "fever,cough", (await page.locator(".copy mark").allTextContents()).join());
  await settle(page, () => page.fill("#account", "<img src=x onerror=alert(1)> fever <b>cough</b>"));
  check("text never becomes markup", (await page.locator(".copy img, .copy b, .chips img, .unread img").count()) === 0 && before >= 2);
  check("no error, nothing leaves", faults.length === 0, faults.join("; "));
  await context.close();
});

await group("by keyboard alone", async () => {
  const { page, context } = await lib.open(browser, server.address);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
  await page.keyboard.press("Tab");
  check("the first stop skips to the content", (await focused()) === "skip");
  await page.keyboard.press("Enter");
  check("it does", (await focused()) === "main");
  await page.keyboard.press("/");
  check("/ goes to the account", (await focused()) === "account");
  await settle(page, () => page.keyboard.type("62M crushing chest pain", { delay: 5 }));
  await page.waitForSelector(".ddx .row");
  await page.waitForTimeout(200);
  let stops = 0;
  const seen = new Set();
  for (; stops < 80; stops++) {
    await page.keyboard.press("Tab");
    const f = await page.evaluate(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e); return { name: e.className, ring: s.outlineStyle !== "none" || e.matches("textarea"), inside: r.width > 0 }; });
    if (!f.ring && f.name) seen.add(f.name);
    if (f.name.startsWith("row")) break;
  }
  check("Tab reaches the list, the focus always seen", stops < 80 && seen.size === 0, [...seen].join());
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".step.total");
  await page.keyboard.press("3");
  await page.waitForFunction(() => document.getElementById("tab-why_not").getAttribute("aria-selected") === "true");
  await page.keyboard.press("Escape");
  check("Escape gives the focus back to the row", (await focused()).startsWith("row"));
  await page.keyboard.press("?");
  check("? shows the shortcuts", await page.locator("dialog.keys").isVisible());
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+6");
  await page.waitForSelector(".about");
  await page.locator(".about .button.main").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".checks li:nth-child(7)[data-ok]");
  check("the self-test passes", (await page.locator(".checks li[data-ok=yes]").count()) === 7);
  await context.close();
});

await group("another language", async () => {
  const { page, context, faults } = await lib.open(browser, server.address, { locale: "es-ES" });
  check("the system's language is taken", (await page.getAttribute("html", "lang")) === "es" && (await page.locator("nav a").first().textContent()) === "Consulta");
  await settle(page, () => page.fill("#account", CASE));
  check("triage in Spanish", (await page.textContent(".triage h2")) === "Emergencia");
  await axe(page, "Spanish");
  check("Spanish: no error", faults.length === 0, faults.join("; "));
  await context.close();
});

await group("without the key", async () => {
  const context = await browser.newContext(), page = await context.newPage();
  await page.goto(server.address.split("#")[0]);
  await page.waitForSelector(".problem:not([hidden])");
  check("the page says what to do", /diagpad serve/.test(await page.textContent(".problem")));
  await context.close();
});

await group("print", async () => {
  const { page, context } = await lib.open(browser, server.address);
  await settle(page, () => page.fill("#account", CASE));
  await page.emulateMedia({ media: "print" });
  check("print leaves the controls out", !(await page.locator(".bar").isVisible()) && !(await page.locator(".tools").isVisible()) && (await page.locator(".ddx").isVisible()));
  check("print gives pages", (await page.pdf()).length > 10000);
  await context.close();
});
check("no patient's word in what the server prints", !/crushing|chest/.test(server.said()));

// ---- the installed app -----------------------------------------------------------------------------------------------------------
if (pwa && existsSync(pwa)) await group("installed", async () => {
  const host = await lib.serveFolder(pwa);
  const { page, context, faults } = await lib.open(browser, host.address);
  await settle(page, () => page.fill("#account", CASE));
  check("the core in a worker answers the same", /myocardial/i.test(await page.locator(".ddx .row .name").first().textContent()));
  const times = await page.evaluate(async (text) => { // a keystroke to the list redrawn
    const area = document.getElementById("account"), main = document.querySelector(".consult"), out = [];
    for (let i = 20; i <= text.length; i += 4) {
      const n = main.dataset.settled, at = performance.now();
      area.value = text.slice(0, i);
      area.dispatchEvent(new Event("input"));
      while (main.dataset.settled === n) await new Promise((r) => { const c = new MessageChannel(); c.port1.onmessage = r; c.port2.postMessage(0); });
      out.push(performance.now() - at);
    }
    return out.sort((a, b) => a - b);
  }, CASE);
  console.log(`keystroke to list, WebAssembly: ${times[times.length >> 1].toFixed(1)} ms in the middle, ${times[Math.floor(times.length * 0.95)].toFixed(1)} ms for 95 in 100`);
  const manifest = await page.evaluate(async () => (await fetch(document.querySelector("link[rel=manifest]").href)).json());
  check("install criteria: manifest", manifest.name && manifest.start_url && manifest.display === "standalone" && ["192x192", "512x512"].every((s) => manifest.icons.some((i) => i.sizes === s && i.type === "image/png")));
  const cdp = await context.newCDPSession(page);
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  check("install criteria: Chromium has no objection", installabilityErrors.filter((e) => e.errorId !== "in-incognito").length === 0, JSON.stringify(installabilityErrors));
  host.stop(); // flight mode: there is no server any more
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector("#account");
  await settle(page, () => page.fill("#account", "27F, right lower belly pain since yesterday, feels sick, period two weeks late"));
  check("offline after a reload", (await page.locator(".ddx .row").count()) > 3);
  await go(page, "#/read/asthma", ".article .often");
  await go(page, "#/about", ".about .button.main");
  await page.click(".about .button.main");
  await page.waitForSelector(".checks li:nth-child(7)[data-ok]");
  check("the self-test passes offline", (await page.locator(".checks li[data-ok=yes]").count()) === 7);
  check("installed: no error, nothing leaves", faults.length === 0, faults.join("; "));
  await context.close();
  const bad = await lib.serveFolder(pwa);
  bad.state.broken = "app.css";
  const other = await lib.open(browser, bad.address);
  await other.page.waitForTimeout(1500);
  check("a damaged file is never installed", await other.page.evaluate(async () => !(await navigator.serviceWorker.getRegistration())?.active && (await caches.keys()).filter((n) => n.startsWith("diagpad-")).length === 0));
  await other.context.close();
  bad.stop();
});

await notes(browser, server, pwa && existsSync(pwa) ? pwa : "", axe);
await recordViews(browser, server, pwa && existsSync(pwa) ? pwa : "", axe);
await group("pairing", () => pairing(browser, program, axe));
await dictation(program, pwa && existsSync(pwa) ? pwa : "", axe);
await group("records", () => records(browser, program, pwa));

await browser.close();
await server.stop();
process.exit(lib.finish());
