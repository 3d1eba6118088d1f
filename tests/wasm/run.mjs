// Replays the request corpus through the WebAssembly module and compares each response, byte for byte, with the native
// program's on the same requests.
//
// usage: node tests/wasm/run.mjs build-wasm/diagpad.wasm build/knowledge.dpk [build/diagpad]
import { readFileSync, readdirSync } from "node:fs";
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
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
