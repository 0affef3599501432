/**
 * Sends what waits, at most 500 acts a batch, each shift's with its own token; on reconnect, on focus, by hand, and again
 * with a back-off that differs from phone to phone. An act counts as sent only on its outcome.
 */
import { ticked } from "./clock.js";
import { countActs, meta, setMeta, store, waitingActs } from "./store.js";

const WORDS = ["id", "hash", "shift", "device", "user", "seq", "kind", "bag", "previous", "at", "offset_ms", "proof"];
const NEEDS_A_LOOK = ["conflict", "mismatch", "quarantined"];
const KEPT_MS = 14 * 24 * 3600 * 1000;
const MOST = 500;
const [FIRST_REST_MS, LONGEST_REST_MS] = [2_000, 300_000];

/** The server has read a batch and does not take it, now or later. */
class Refused extends Error {}
const REFUSALS = [400, 401, 413, 422];

const told = (act) => Object.fromEntries(WORDS.map((word) => [word, act[word]]));

async function packed(text) {
  if (!globalThis.CompressionStream) return { body: text, headers: {} };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return { body: await new Response(stream).arrayBuffer(), headers: { "Content-Encoding": "gzip" } };
}

/** Send one batch and return the answer; throws where there is no network or no answer that can be read. */
async function send(shift, acts, waiting) {
  const batch = {
    token: shift.token,
    acts: acts.map(told),
    sent_ms: ticked(shift.clock).offset_ms,
    cursor: shift.cursor,
    epoch: await meta("epoch"),
    waiting,
  };
  const { body, headers } = await packed(JSON.stringify(batch));
  const where = new URL("../../../api/v1/sync", import.meta.url);
  const said = { "Content-Type": "application/json", ...headers };
  const answer = await fetch(where, { method: "POST", body, headers: said, credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new (REFUSALS.includes(answer.status) ? Refused : Error)(`sync: ${answer.status}`);
  return answer.json();
}

/** Write down what the server said: an outcome an act, what others did, where to go on. */
async function heard(shift, answer) {
  const tx = (await store).transaction(["acts", "bags", "shifts"], "readwrite", { durability: "strict" });
  const [acts, bags] = [tx.objectStore("acts"), tx.objectStore("bags")];
  for (const { id, outcome, reason } of answer.outcomes) {
    const act = await acts.get(id);
    const state = NEEDS_A_LOOK.includes(outcome) ? "look" : "sent";
    if (act) acts.put({ ...act, state, outcome, reason });
  }
  const mine = new Set((await acts.index("state").getAll("saved")).map((act) => act.bag));
  for (const { bag, state } of answer.others) {
    const known = await bags.get(bag);
    if (known && !mine.has(bag)) bags.put({ ...known, state });
  }
  const kept = await tx.objectStore("shifts").get(shift.id);
  tx.objectStore("shifts").put({ ...kept, cursor: answer.cursor });
  await tx.done;
}

/** Another epoch: the server was put back from a copy. Everything of 14 days waits again; what it knows does no harm. */
async function noteEpoch(epoch) {
  const before = await meta("epoch");
  if (before && before !== epoch) {
    const tx = (await store).transaction("acts", "readwrite", { durability: "strict" });
    for (const act of await tx.store.getAll()) tx.store.put({ ...act, state: "saved" });
    await tx.done;
  }
  await setMeta("epoch", epoch);
  return before !== undefined && before !== epoch;
}

/** Forget acts 14 days after they were made, where they were answered. */
export async function sweep(now_ms = Date.now()) {
  const tx = (await store).transaction("acts", "readwrite");
  const old = await tx.store.index("made").getAll(IDBKeyRange.upperBound(now_ms - KEPT_MS));
  for (const act of old) if (act.state !== "saved") tx.store.delete(act.id);
  await tx.done;
}

async function shiftsToSend(current) {
  const waiting = await waitingActs();
  const ids = new Set([...waiting.map((act) => act.shift), ...(current ? [current] : [])]);
  const rows = await Promise.all([...ids].map(async (id) => (await store).get("shifts", id)));
  return rows.filter(Boolean).map((shift) => [shift, waiting.filter((act) => act.shift === shift.id)]);
}

/** Send what waits of one shift, and ask what is new. Returns whether the server is another one. */
async function sendShift(shift, acts) {
  for (let at = 0; at === 0 || at < acts.length; at += MOST) {
    const fresh = await (await store).get("shifts", shift.id);
    const answer = await send(fresh, acts.slice(at, at + MOST), acts.length - at);
    await heard(fresh, answer);
    if (await noteEpoch(answer.epoch)) return true;
  }
  return false;
}

/** Send all that waits. A shift that is refused goes on waiting, and holds up no other; then throws. */
async function sendAll() {
  let refused = null;
  for (const [shift, acts] of await shiftsToSend(await meta("shift"))) {
    try {
      if (await sendShift(shift, acts)) return sendAll();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused = error;
    }
  }
  if (refused) throw refused;
}

/** The sender: `poke()` sends soon; `changed` is called with `{waiting, look, online}` after each try. */
export class Sender {
  constructor(changed) {
    this.changed = changed;
    this.rest_ms = FIRST_REST_MS;
    addEventListener("online", () => this.poke());
    document.addEventListener("visibilitychange", () => document.hidden || this.poke());
    addEventListener("focus", () => this.poke());
  }

  /** One try at a time in all tabs; a press during a try is answered by another. */
  async poke() {
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    while (this.again) {
      this.again = false;
      await this.#try();
    }
    this.busy = false;
  }

  async #try() {
    try {
      await this.#alone(sendAll);
      await sweep();
      this.rest_ms = FIRST_REST_MS;
      this.online = true;
    } catch {
      this.online = false;
      this.timer = setTimeout(() => this.poke(), this.rest_ms * (0.5 + Math.random()));
      this.rest_ms = Math.min(this.rest_ms * 2, LONGEST_REST_MS);
    }
    await this.tell();
  }

  #alone(act) {
    return navigator.locks ? navigator.locks.request("menkou-sync", act) : act();
  }

  async tell() {
    this.changed({ waiting: await countActs("saved"), look: await countActs("look"), online: this.online });
  }
}
