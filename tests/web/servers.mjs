// The two places that the app comes from, for the tests of every browser: the program as a server, and a plain static server for the
// folder of the installed app.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync, existsSync, writeFileSync } from "node:fs";
import { join, extname, normalize } from "node:path";

export const CASE = "54-year-old man, crushing chest pain for 2 hours radiating to the left arm, sweating, nausea. No fever. No calf swelling. Possible cough. Smoker. BP 150/90. Father died of heart attack.";

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

/** `diagpad serve` for a network, here the loopback address, over TLS: with codes and, when a password is given, with that. `home`: a folder of its own. */
export async function servePaired(program, home, password) {
  const more = [];
  if (password) { more.push("--password-file", join(home, "password")); writeFileSync(more[1], password, { mode: 0o600 }); }
  const child = spawn(program, ["serve", "--pair", "--listen", "127.0.0.1", "--port", "0", "--no-open", "--test-cost", ...more], { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" } });
  let said = "", from = 0;
  child.stdout.on("data", (d) => { said += d; });
  child.stderr.on("data", (d) => { said += d; });
  /** The code that was shown since the last call. */
  async function code() {
    for (let i = 0; i < 400; i++) {
      const m = /and type\s+(\d{4}) (\d{4})[^]*puts all out/.exec(said.slice(from));
      if (m) { from = said.length; return m[1] + m[2]; }
      await new Promise((r) => setTimeout(r, 25));
    }
    throw new Error(`no code was shown: ${said}`);
  }
  const first = await code();
  return { address: /https:\S+/.exec(said)[0], first, said: () => said, next: () => { child.stdin.write("\n"); return code(); }, stop: () => new Promise((r) => { child.on("exit", (status) => r(status)); child.kill("SIGINT"); }) };
}
