// The core in a worker: the same C, compiled to WebAssembly, with the knowledge as one buffer. It imports nothing and this
// file fetches nothing but those two files of its own origin (src/wasm/exports.c tells the calls).
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

const started = (async () => {
  const [module, image] = await Promise.all([
    load("diagpad.wasm", 400e3, () => {}).then((bytes) => WebAssembly.compile(bytes)),
    load("knowledge.bin", 3e6, (progress) => postMessage({ progress })).then(unpack),
  ]);
  e = (await WebAssembly.instantiate(module, {})).exports;
  result = e.diagpad_alloc(12);
  kb = e.diagpad_open(put(image), image.length, result);
  const { text } = take();
  if (!kb) throw new Error(text);
  postMessage({ ready: true });
})().catch((error) => postMessage({ failed: String(error.message || error) }));

onmessage = async ({ data }) => {
  await started;
  try {
    const bytes = encoder.encode(data.request), at = put(bytes);
    e.diagpad_call(kb, at, bytes.length, result);
    e.diagpad_free(at, bytes.length);
    postMessage({ n: data.n, response: take().text });
  } catch (error) {
    postMessage({ n: data.n, error: String(error.message || error) });
  }
};
