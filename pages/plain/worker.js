/* Answers from the copy on this phone when our site can't be reached. It is there only once somebody
   has pressed "Keep". KEPT, which the server puts before this, names the only files that are ever
   kept and the only pages that are ever answered: no staff page, no form, no other file. */
"use strict";
const NAME = `kept-${KEPT.version}`;
const PATIENCE_MS = 4000;
const AWAY = [502, 503, 504];
let removed = false;

/** Fetch a file as it is now; what is not that file, such as a hotel's sign-in page, is an error. */
async function fetched(path) {
  const integrity = KEPT.files[path];
  const answer = await fetch(path, { cache: "no-store", credentials: "omit", redirect: "error", integrity });
  const version = answer.headers.get("Kept-Version") ?? KEPT.version;
  if (answer.status !== 200 || version !== KEPT.version) throw new TypeError("not the file");
  return path === KEPT.data ? stamped(await answer.text()) : answer;
}

/** Note when the copy was taken by this phone's own clock, which may be wrong; pack it if we can. */
function stamped(text) {
  if (JSON.parse(text).format !== KEPT.format) throw new TypeError("not the format");
  const headers = { "Content-Type": "application/json", "Kept-At": String(Date.now()) };
  if (!("CompressionStream" in self)) return new Response(text, { headers });
  const packed = new Response(text).body.pipeThrough(new CompressionStream("gzip"));
  return new Response(packed, { headers: { ...headers, "Kept-Packed": "gzip" } });
}

function unpacked({ body, headers }) {
  return new Response(body.pipeThrough(new DecompressionStream("gzip")), { headers });
}

async function takeAll() {
  const paths = Object.keys(KEPT.files);
  const answers = await Promise.all(paths.map(fetched));
  const cache = await caches.open(NAME);
  await Promise.all(paths.map((path, at) => cache.put(path, answers[at])));
}

/** Take the newest list; the old one stays where that fails. */
async function renew() {
  const answer = await fetched(KEPT.data);
  if (removed || !(await caches.has(NAME))) throw new TypeError("removed");
  await (await caches.open(NAME)).put(KEPT.data, answer);
}

async function keep() {
  removed = false;
  await ((await caches.has(NAME)) ? renew() : takeAll());
}

/** Leave nothing half done; older copies have other names, and stay whole. */
async function undo(error) {
  await caches.delete(NAME);
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) {
    client.postMessage({ failed: error.name });
  }
  throw error;
}

async function dropOlder() {
  const older = (await caches.keys()).filter((name) => name.startsWith("kept-") && name !== NAME);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Name the kept page that may stand in for a page of the public; none for any other address. */
function standIn({ pathname }, destination) {
  if (KEPT.alone.includes(pathname)) return pathname;
  if (destination !== "document") return null;
  return KEPT.pages.includes(pathname) || pathname.startsWith(KEPT.below) ? KEPT.page : null;
}

async function page(request, path) {
  const asked = fetch(request);
  const kept = await caches.match(path, { cacheName: NAME });
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await Promise.race([asked.catch(() => null), late]);
  return answer && !AWAY.includes(answer.status) ? answer : kept;
}

async function file(request, path) {
  const kept = await caches.match(path, { cacheName: NAME });
  if (!kept) return fetch(request);
  return kept.headers.has("Kept-Packed") ? unpacked(kept) : kept;
}

self.addEventListener("install", (event) => {
  event.waitUntil(takeAll().then(() => self.skipWaiting(), undo));
});

self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const path = url.pathname + url.search;
  if (request.mode === "navigate") {
    const kept = standIn(url, request.destination);
    if (kept) event.respondWith(page(request, kept));
  } else if (path in KEPT.files) {
    event.respondWith(file(request, path));
  }
});

self.addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.data === "forget") removed = true;
  const work = { keep, renew, forget: async () => {} }[event.data];
  if (!work || !port) return;
  const told = work().then(
    () => port.postMessage({}),
    (error) => port.postMessage({ failed: error.name })
  );
  event.waitUntil(told);
});
