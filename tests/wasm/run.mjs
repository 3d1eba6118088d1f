// Replays the request corpus through the WebAssembly module and compares each response, byte for byte, with the native
// program's on the same requests.
//
// usage: node tests/wasm/run.mjs build-wasm/diagpad.wasm build/knowledge.dpk [build/diagpad]
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const [wasmPath, imagePath, program = "build/diagpad"] = process.argv.slice(2);
const corpus = "tests/api/corpus";
let passed = 0, failed = 0;
const check = (name, ok, detail = "") => {
  if (ok) passed++;
  else { failed++; console.log(`FAILED ${name} ${detail}`); }
};

const module = new WebAssembly.Module(readFileSync(wasmPath));
check("the module imports nothing", WebAssembly.Module.imports(module).length === 0,
  JSON.stringify(WebAssembly.Module.imports(module)));
const { exports: e } = new WebAssembly.Instance(module, {});

const put = (bytes) => {
  const at = e.diagpad_alloc(bytes.length) >>> 0;
  if (!at) throw new Error("no memory");
  new Uint8Array(e.memory.buffer, at, bytes.length).set(bytes);
  return at;
};
const result = e.diagpad_alloc(12);
const take = () => {
  const [status, address, size] = new Uint32Array(e.memory.buffer, result, 3);
  const text = address ? new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(e.memory.buffer, address, size)) : "";
  if (address) e.diagpad_free(address, size + 1);
  return { status, text };
};
const open = (bytes) => {
  const at = put(bytes), kb = e.diagpad_open(at, bytes.length, result);
  return { kb, at, ...take() };
};

const image = readFileSync(imagePath);
const broken = Uint8Array.from(image);
broken[image.length >> 1] ^= 4;
check("a damaged image is refused with a sentence", (() => { const r = open(broken); e.diagpad_free(r.at, broken.length); return r.kb === 0 && r.text.length > 10; })());
const { kb, text: why } = open(image);
check("the image opens", kb !== 0, why);

const call = (request) => {
  const bytes = typeof request === "string" ? new TextEncoder().encode(request) : request;
  const at = put(bytes);
  e.diagpad_call(kb, at, bytes.length, result);
  e.diagpad_free(at, bytes.length);
  return take();
};

const requests = readdirSync(corpus).filter((n) => n.endsWith(".request.json")).sort();
check("there is a corpus", requests.length > 0);
for (const name of requests) {
  const bytes = readFileSync(join(corpus, name));
  const native = spawnSync(program, ["call", "-", "--kb", imagePath], { input: bytes, maxBuffer: 1 << 28 }).stdout.toString("utf8");
  const here = call(bytes).text + "\n";
  check(name, native === here, native.length === 0 ? "(no native response)" : `\n native ${native.slice(0, 200)}\n wasm   ${here.slice(0, 200)}`);
}

// The heap must not leak: the same call a thousand times leaves the memory as large as it was.
if (requests.length) {
  const bytes = readFileSync(join(corpus, requests[0]));
  for (let i = 0; i < 50; i++) call(bytes);
  const before = e.memory.buffer.byteLength;
  for (let i = 0; i < 500; i++) call(bytes);
  check("memory does not grow from call to call", e.memory.buffer.byteLength === before, `${before} to ${e.memory.buffer.byteLength}`);
}
// The app gets the knowledge as text without prose and compiles it here: the very image that the native compiler made.
if (existsSync(imagePath.replace(/dpk$/, "src"))) {
  const part = (tail) => readFileSync(imagePath.replace(/dpk$/, tail));
  const text = part("src"), engine = part("engine"), prose = part("prose");
  const { exports: c } = new WebAssembly.Instance(module, {});
  const compile = (bytes) => {
    const at = c.diagpad_alloc(bytes.length) >>> 0, out = c.diagpad_alloc(12);
    new Uint8Array(c.memory.buffer, at, bytes.length).set(bytes);
    const status = c.diagpad_compile(at, bytes.length, out);
    const [, address, size] = new Uint32Array(c.memory.buffer, out, 3);
    return { status, bytes: Buffer.from(c.memory.buffer, address, size) };
  };
  const made = compile(text);
  check("the text compiles to the engine's image, byte for byte", made.status === 0 && made.bytes.equals(engine), `status ${made.status}`);
  check("a cut text is refused", compile(text.subarray(0, text.length >> 1)).status !== 0);
  const bare = open(engine);
  check("the engine's image opens without prose", bare.kb !== 0, bare.text);
  const ask = (request) => {
    const bytes = new TextEncoder().encode(JSON.stringify(request)), at = put(bytes);
    e.diagpad_call(bare.kb, at, bytes.length, result);
    return JSON.parse(take().text);
  };
  check("it ranks", ask({ method: "ddx", text: "65-year-old man, crushing chest pain for an hour, sweaty, smoker" }).differential?.length > 0);
  check("it says that there is nothing to search yet", ask({ method: "search", query: "leg cramps" }).error?.status === "DP_ERR_NOT_FOUND");
  const attach = (bytes) => { const status = e.diagpad_attach(bare.kb, put(bytes), bytes.length, result); return { status, ...take() }; };
  const wrong = Uint8Array.from(prose);
  wrong[200] ^= 1;
  check("damaged prose is refused, and nothing changes", attach(wrong).status !== 0 && ask({ method: "search", query: "leg cramps" }).error);
  check("prose attaches", attach(prose).status === 0);
  check("then it searches", ask({ method: "search", query: "leg cramps" }).results?.length > 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
