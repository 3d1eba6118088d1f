// The records in a real browser: the installed app's own storage, over a reload and offline, and the served app's, by the same
// calls. Called by run.mjs; alone: node records.mjs build/diagpad dist/pwa
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as lib from "./lib.mjs";
const { check } = lib, PASS = "five words make a passphrase";

/** A call of the app's own transport, or the error's status. */
const call = (page, method, params = {}) => page.evaluate(async ([m, p]) => {
  const { call: send } = await import(new URL("js/transport.js", document.baseURI).href);
  return send(m, p).catch((e) => ({ error: e.status, message: e.message }));
}, [method, params]);

async function use(page, where) {
  check(`${where}: none yet`, (await call(page, "record_status")).there === false);
  const made = await call(page, "record_create", { passphrase: PASS });
  check(`${where}: made`, made.unlocked === true, JSON.stringify(made));
  const patient = (await call(page, "record_put", { kind: "patient", body: { name: "Ada Example" } })).record;
  const consultation = (await call(page, "record_put", { kind: "consultation", patient, body: { text: "crushing chest pain" } })).record;
  await call(page, "record_put", { kind: "consent", consultation, body: { given: true } });
  const recording = (await call(page, "record_recording_begin", { consultation, meta: { rate: 16000 } })).record;
  for (const bytes of ["AAAA", "AQEB"]) await call(page, "record_recording_append", { record: recording, bytes });
  await call(page, "record_lock");
  check(`${where}: locked`, (await call(page, "record_list")).error === "DP_ERR_LOCKED");
  check(`${where}: another passphrase`, (await call(page, "record_unlock", { passphrase: "not this passphrase" })).error === "DP_ERR_PASSPHRASE");
  await page.reload();
  await page.waitForSelector("#account");
  check(`${where}: after a reload`, (await call(page, "record_unlock", { passphrase: PASS })).faults?.length === 0);
  check(`${where}: found`, (await call(page, "record_search", { words: "crush" })).hits?.[0]?.record === consultation);
  check(`${where}: sound`, (await call(page, "record_recording_piece", { record: recording, index: 1 })).bytes === "AQEB");
  check(`${where}: all is well`, (await call(page, "record_verify")).faults?.length === 0);
  return Buffer.from((await call(page, "record_backup")).backup, "base64");
}

export async function records(browser, program, pwa) {
  const folder = mkdtempSync(join(tmpdir(), "diagpad-records-"));
  const file = (name, bytes) => { writeFileSync(join(folder, name), bytes, { mode: 0o600 }); return join(folder, name); };
  const verify = (where, bytes) => {
    const done = spawnSync(program, ["record", "verify", file("backup", bytes), "--passphrase-file", file("key", PASS)], { encoding: "utf8" });
    check(`${where}: the program finds the back-up whole`, done.status === 0 && done.stdout.includes("4 rows, 2 pieces of sound"), done.stdout + done.stderr);
  };
  const server = await lib.serve(program, ["--records", join(folder, "records.db"), "--test-cost"]);
  const served = await lib.open(browser, server.address);
  verify("served", await use(served.page, "served"));
  check("served: no other fault", served.faults.filter((f) => !/status of 4/.test(f)).length === 0, served.faults.join("; "));
  await served.context.close();
  await server.stop();
  if (pwa) {
    const host = await lib.serveFolder(pwa), app = await lib.open(browser, host.address);
    verify("installed", await use(app.page, "installed"));
    check("installed: no fault, nothing leaves", app.faults.length === 0, app.faults.join("; "));
    await app.context.close();
    host.stop();
  }
  rmSync(folder, { recursive: true });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const browser = await lib.launch();
  await lib.group("records", () => records(browser, resolve(process.argv[2]), process.argv[3] && resolve(process.argv[3])));
  await browser.close();
  process.exit(lib.finish());
}
