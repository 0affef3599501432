/**
 * Keeps the gate's page on the phone. The server puts `FILES` above this: the page, what it is made of, and the scanner.
 * The page itself comes from the network where there is one, so that a new version shows at once; nothing with data in it
 * is ever kept here.
 */
const NAME = "menkou-shell";
const PATIENCE_MS = 3000;
const SILENCE_MS = 30_000; // after a network that does not answer, it is not asked again for so long
let silent_until = 0;
const known = new Set([...FILES.shell, ...FILES.scanner].map((file) => new URL(file, location).pathname));

async function keepAll() {
  const cache = await caches.open(NAME);
  await cache.addAll([FILES.page, ...FILES.shell].map((file) => new Request(file, { cache: "no-cache" })));
  await cache.addAll(FILES.scanner).catch(() => {}); // large; the next time will do
}

addEventListener("install", (event) => event.waitUntil(keepAll().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => clients.claim())));

/** Forget the files of versions before. */
async function forgetOthers() {
  const cache = await caches.open(NAME);
  const ours = new Set([FILES.page, ...FILES.shell, ...FILES.scanner].map((file) => new URL(file, location).href));
  for (const request of await cache.keys()) if (!ours.has(request.url)) await cache.delete(request);
}

/** Ask the network, which has a moment to answer; a network that hangs must not hold up each file in turn. */
async function soon(request) {
  if (Date.now() < silent_until) throw new Error("no network a moment ago");
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (silence) {
    silent_until = Date.now() + SILENCE_MS;
    throw silence;
  }
}

/** The page: fresh where there is a network. Without one, any page of the gate becomes this one. */
async function page(request) {
  const cache = await caches.open(NAME);
  const own = new URL(request.url).pathname === FILES.page;
  try {
    const answer = await (own ? soon(request) : fetch(request));
    if (own && answer.ok && !answer.redirected) await cache.put(FILES.page, answer.clone());
    return answer;
  } catch {
    return own ? cache.match(FILES.page) : Response.redirect(FILES.page);
  }
}

/** A file of the shell: what is kept, at once; where it has another version, the network's. */
async function file(request) {
  const cache = await caches.open(NAME);
  const exact = await cache.match(request);
  if (exact && new URL(request.url).search) return exact;
  try {
    const answer = await soon(request);
    if (answer.ok && new URL(request.url).search) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (known.has(new URL(request.url).pathname)) event.respondWith(file(request));
});
