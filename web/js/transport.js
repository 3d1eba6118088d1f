// The one door, whichever way it is reached. call(method, params) resolves with the response or rejects with a DoorError; the
// rest of the app cannot tell which driver carries it: "http" (diagpad serve) or "worker" (the core as WebAssembly).
//
// Only the newest of a kind matters while somebody types: latest(kind, …) resolves with undefined when a newer call of its
// kind has been made, and keeps at most one call of the kind in flight.
import kind from "../driver.js";

/** Whether the program is another machine's (src/serve/network.h): then this device is let in by a session, and has no token. */
export const overNetwork = kind === "http" && location.protocol === "https:";
let enter = null;
/** `f()`: resolves once this device is let in again; what was refused is then sent again. */
export const onShut = (f) => { enter = f; };

export class DoorError extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

function httpDriver() {
  const key = "diagpad-token";
  const given = /^#t=([0-9a-f]{32})$/.exec(location.hash);
  if (given) { // out of the address bar and the history at once
    sessionStorage.setItem(key, given[1]);
    history.replaceState(null, "", location.pathname);
  }
  async function post(path, body, type) {
    let response;
    try {
      response = await fetch(path, { method: "POST", body, cache: "no-store", credentials: overNetwork ? "same-origin" : "omit",
        headers: { "Content-Type": type, "X-Diagpad-Token": sessionStorage.getItem(key) || "" } });
    } catch {
      throw new DoorError("offline", "offline");
    }
    if (response.status === 401 && overNetwork && enter) return enter().then(() => post(path, body, type));
    if (response.status === 401) throw new DoorError("token", "token");
    return response.json();
  }
  return {
    ready: Promise.resolve(),
    send: (request) => post("api", JSON.stringify(request), "application/json"),
    /** A piece of the microphone's sound (api/listen.md). */
    sound: (session, piece, samples) => post(`sound?session=${session}&piece=${piece}`, samples, "application/octet-stream"),
  };
}

function workerDriver(progress) {
  let records, ears; // the methods record_… and listen_…, from the browser's own storage, once they are asked for
  const own = async (request) => (await (records ??= import("./records-app.js").then((m) => m.open()))).call(request);
  const listening = () => (ears ??= import("./records-listen.js").then((m) => new m.KeptEars(own)));
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "diagpad core" });
  const waiting = new Map();
  let last = 0, open, fail;
  const ready = new Promise((yes, no) => { open = yes; fail = no; });
  worker.onmessage = ({ data }) => {
    if (data.progress !== undefined) return progress(data.progress);
    if (data.ready) return open();
    if (data.failed) return fail(new DoorError("start", data.failed));
    const w = waiting.get(data.n);
    waiting.delete(data.n);
    if (data.error) w.no(new DoorError("core", data.error));
    else w.yes(JSON.parse(data.response));
  };
  worker.onerror = (e) => fail(new DoorError("start", e.message || "worker"));
  return {
    ready,
    async send(request) {
      if (request.method.startsWith("record_")) return own(request);
      if (request.method.startsWith("listen_")) return (await listening()).call(request);
      await ready;
      return new Promise((yes, no) => { waiting.set(++last, { yes, no }); worker.postMessage({ n: last, request: JSON.stringify(request) }); });
    },
    sound: async (session, piece, samples) => (await listening()).sound(session, piece, samples),
  };
}

let driver;
export const driverKind = kind;
export function start(progress = () => {}) {
  driver = kind === "http" ? httpDriver() : workerDriver(progress);
  return driver.ready;
}

function orError(response) {
  if (response.error) throw new DoorError(response.error.status, response.error.message);
  return response;
}
export const call = async (method, params = {}) => orError(await driver.send({ method, ...params }));
export const sendSound = async (session, piece, samples) => orError(await driver.sound(session, piece, samples));

const lines = new Map();
export async function latest(name, method, params) {
  const line = lines.get(name) || { n: 0, running: null };
  lines.set(name, line);
  const mine = ++line.n;
  while (line.running) { // one in flight; of those that wait only the newest goes on
    await line.running.catch(() => {});
    if (mine !== line.n) return undefined;
  }
  line.running = call(method, params);
  try {
    const response = await line.running;
    return mine === line.n ? response : undefined;
  } finally {
    line.running = null;
  }
}
