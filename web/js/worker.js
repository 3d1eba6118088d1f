// The core in a worker: the same C, compiled to WebAssembly. It imports nothing, and this file fetches nothing but files of its own
// origin (src/wasm/exports.c tells the calls).
//
// The knowledge travels as text, which is a sixth of the image that is made of it, and without the encyclopedia's prose. The
// compiler in the core makes the image, once: it is kept in the browser's storage under its hash. The prose follows in the
// background; what needs it waits for it.
const encoder = new TextEncoder(), decoder = new TextDecoder();
let e, kb, result;

/** Fetches a file, telling how far it is. */
async function load(name, total, done) {
  const response = await fetch(new URL(`../${name}`, import.meta.url));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  const chunks = [];
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { value, done: end } = await reader.read();
    if (end) break;
    chunks.push(value);
    size += value.length;
    done(Math.min(size / total, 1));
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const c of chunks) { bytes.set(c, at); at += c.length; }
  return bytes;
}

/** The knowledge travels compressed; a server that unpacks by itself is no harm. */
async function unpack(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function put(bytes) {
  const at = e.diagpad_alloc(bytes.length) >>> 0;
  if (!at) throw new Error("memory");
  new Uint8Array(e.memory.buffer, at, bytes.length).set(bytes);
  return at;
}
function take() { // memory may have grown: the views are made anew
  const [status, address, size] = new Uint32Array(e.memory.buffer, result, 3);
  const text = address ? decoder.decode(new Uint8Array(e.memory.buffer, address, size)) : "";
  if (address) e.diagpad_free(address, size + 1);
  return { status, text };
}

const hex = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((b) => b.toString(16).padStart(2, "0")).join("");
const STORE = "compiled-knowledge";

/** The compiled image of an earlier start, if it is there. */
async function kept(hash) {
  try {
    const found = await (await caches.open(STORE)).match(new URL(`../${hash}`, import.meta.url));
    return found && new Uint8Array(await found.arrayBuffer());
  } catch { return undefined; } // no storage here: it is made anew each time
}

async function keep(hash, image) {
  try {
    const store = await caches.open(STORE);
    for (const old of await store.keys()) await store.delete(old);
    if (hash) await store.put(new URL(`../${hash}`, import.meta.url), new Response(image));
  } catch { /* full, or forbidden: the same */ }
}

/** Text to image, in an instance of its own: the memory that it takes goes with it. */
async function compile(module, text, hash) {
  const c = (await WebAssembly.instantiate(module, {})).exports;
  const at = c.diagpad_alloc(text.length) >>> 0, answer = c.diagpad_alloc(12);
  if (!at || !answer) throw new Error("memory");
  new Uint8Array(c.memory.buffer, at, text.length).set(text);
  const status = c.diagpad_compile(at, text.length, answer);
  const [, address, size] = new Uint32Array(c.memory.buffer, answer, 3);
  const bytes = new Uint8Array(c.memory.buffer, address, size).slice();
  if (status) throw new Error(decoder.decode(bytes));
  if ((await hex(bytes)) !== hash) throw new Error("the knowledge that was made is not the one it should be");
  return bytes;
}

function open(image) {
  kb = e.diagpad_open(put(image), image.length, result);
  const { text } = take();
  if (!kb) throw new Error(text);
}

const started = (async () => {
  const [module, { engine }] = await Promise.all([
    load("diagpad.wasm", 1e6, () => {}).then((bytes) => WebAssembly.compile(bytes)),
    load("knowledge.json", 100, () => {}).then((bytes) => JSON.parse(decoder.decode(bytes))),
  ]);
  e = (await WebAssembly.instantiate(module, {})).exports;
  result = e.diagpad_alloc(12);
  const image = await kept(engine);
  if (image) {
    try {
      open(image);
    } catch { // damaged in storage
      await keep();
    }
  }
  if (!kb) {
    const text = await load("knowledge.bin", 1.8e6, (progress) => postMessage({ progress: 0.7 * progress })).then(unpack);
    postMessage({ progress: 0.75 });
    const made = await compile(module, text, engine);
    open(made);
    await keep(engine, made);
  }
  postMessage({ ready: true });
})();
started.catch((error) => postMessage({ failed: String(error.message || error) }));

/** The texts of the encyclopedia. Without them the rest answers all the same, and says that they are missing. */
const prose = started.then(() => load("prose.bin", 1e6, () => {})).then(unpack).then((bytes) => {
  e.diagpad_attach(kb, put(bytes), bytes.length, result);
  const { status, text } = take();
  if (status) throw new Error(text);
}).catch((error) => console.warn(`the encyclopedia's texts: ${error.message || error}`));
const READS = new Set(["article", "search", "browse", "guide", "condition", "finding", "feedback"]);

onmessage = async ({ data }) => {
  try {
    await started;
    if (READS.has(JSON.parse(data.request).method)) await prose;
    const bytes = encoder.encode(data.request), at = put(bytes);
    e.diagpad_call(kb, at, bytes.length, result);
    e.diagpad_free(at, bytes.length);
    postMessage({ n: data.n, response: take().text });
  } catch (error) {
    postMessage({ n: data.n, error: String(error.message || error) });
  }
};
