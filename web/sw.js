// The installed app's service worker. FILES is filled by cmake/pwa.cmake: every file with its SHA-256. A version is fetched
// whole, each file is checked against its hash, and only then may it take the place of the one before; from then on the
// app is served from the cache alone and needs no network.
const FILES = {/*files*/};
const VERSION = "/*version*/";
const PREFIX = "diagpad-";
const url = (path) => new URL(path, self.registration.scope).href;

async function digest(bytes) {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** The file of this hash out of an older version, if one has it. */
async function kept(path, hash) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const response = await (await caches.open(name)).match(url(path));
    if (response?.headers.get("X-Hash") === hash) return response;
  }
}

async function install() {
  const fresh = await caches.open(PREFIX + VERSION);
  for (const [path, hash] of Object.entries(FILES)) {
    let response = await kept(path, hash);
    if (!response) {
      const got = await fetch(url(path === "index.html" ? "./" : path), { cache: "no-cache" });
      if (!got.ok) throw new Error(`${path}: ${got.status}`);
      const bytes = await got.arrayBuffer();
      if ((await digest(bytes)) !== hash) throw new Error(`${path} is not the file it should be`);
      response = new Response(bytes, { headers: { "Content-Type": got.headers.get("Content-Type") || "application/octet-stream", "X-Hash": hash } });
    }
    await fresh.put(url(path), response);
  }
}

self.addEventListener("install", (e) => e.waitUntil(install().catch(async (error) => { await caches.delete(PREFIX + VERSION); throw error; })));
self.addEventListener("activate", (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== PREFIX + VERSION) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("message", (e) => { if (e.data === "take over") self.skipWaiting(); });
self.addEventListener("fetch", (e) => {
  if (e.request.method !== "GET" || !e.request.url.startsWith(self.registration.scope)) return;
  e.respondWith((async () => {
    const cache = await caches.open(PREFIX + VERSION);
    const found = await cache.match(e.request.mode === "navigate" ? url("index.html") : e.request, { ignoreSearch: true });
    return found || fetch(e.request);
  })());
});
