/**
 * What is kept on the phone: shifts with their bundles, the bags as this phone knows them, and the outbox of acts.
 * An act is on the disk, not only in memory, before anything is shown as done (`durability: "strict"`).
 */
import { openDB } from "../../vendor/idb.js";

const DURABLE = { durability: "strict" };

/** The database; the first opening makes it, and what an earlier version made is kept. */
export const store = openDB("menkou-offline", 2, {
  upgrade(db, before, _after, tx) {
    if (before < 1) {
      db.createObjectStore("meta"); // device, count and last hash, epoch
      db.createObjectStore("shifts", { keyPath: "id" }); // token, clock, cursor; the bundle until it is wiped
      db.createObjectStore("bags", { keyPath: "id" });
      const acts = db.createObjectStore("acts", { keyPath: "id" });
      acts.createIndex("state", "state");
      acts.createIndex("made", "made");
    }
    // A scan reads the bags of one household, not the thousands of a gate.
    for (const word of ["home", "code", "state"]) tx.objectStore("bags").createIndex(word, word);
  },
  blocking: () => location.reload(), // another tab has a newer version
});

/** One thing by its name. */
export const meta = async (name) => (await store).get("meta", name);
export const setMeta = async (name, value) => (await store).put("meta", value, name);

/** This phone's own name: made once, told with each act. */
export async function device() {
  const known = await meta("device");
  if (known) return known;
  const made = `d-${crypto.randomUUID().slice(0, 18)}`;
  await setMeta("device", made);
  navigator.storage?.persist?.(); // the browser is asked not to make room here
  return made;
}

/** The shift that is worked now, if there is one. */
export async function currentShift() {
  const id = await meta("shift");
  return id ? (await store).get("shifts", id) : undefined;
}

/** Keep a new shift and the bags of its bundle, and leave the one before. */
export async function keepShift(shift, bags) {
  const tx = (await store).transaction(["meta", "shifts", "bags"], "readwrite", DURABLE);
  await tx.objectStore("bags").clear();
  for (const bag of bags) tx.objectStore("bags").put(bag);
  tx.objectStore("shifts").put(shift);
  tx.objectStore("meta").put(shift.id, "shift");
  await tx.done;
}

/** Forget the bundle: bags, entrances, hashes. The token stays for as long as acts wait; the outbox stays. */
export async function wipeBundle() {
  const tx = (await store).transaction(["meta", "shifts", "bags"], "readwrite", DURABLE);
  await tx.objectStore("bags").clear();
  const id = await tx.objectStore("meta").get("shift");
  const shift = id && (await tx.objectStore("shifts").get(id));
  if (shift) tx.objectStore("shifts").put({ ...shift, bundle: null });
  tx.objectStore("meta").delete("shift");
  await tx.done;
}

/**
 * Write acts down and what they make of their bags: all, or none. `before` is the count that they were made after;
 * where another tab has counted on meanwhile, nothing is written and false is returned.
 */
export async function keepActs(acts, bags, shift, before) {
  const tx = (await store).transaction(["meta", "shifts", "bags", "acts"], "readwrite", DURABLE);
  const count = (await tx.objectStore("meta").get("count")) ?? 0;
  if (count === before) {
    for (const act of acts) tx.objectStore("acts").add(act);
    for (const bag of bags) tx.objectStore("bags").put(bag);
    const known = await tx.objectStore("shifts").get(shift.id);
    tx.objectStore("shifts").put({ ...known, clock: shift.clock });
    tx.objectStore("meta").put(acts.at(-1).seq, "count");
    tx.objectStore("meta").put(acts.at(-1).hash, "last");
  }
  await tx.done;
  return count === before;
}

export const bagById = async (id) => (await store).get("bags", id);
export const bagByCode = async (code) => (await store).getFromIndex("bags", "code", code);
export const bagsOf = async (home) => (await store).getAllFromIndex("bags", "home", home);

/** How many bags are in one of the states. */
export async function countBags(states) {
  const counts = await Promise.all(states.map(async (state) => (await store).countFromIndex("bags", "state", state)));
  return counts.reduce((sum, count) => sum + count, 0);
}

const SHOWN = 100;
const UNDO_SEEN_MS = 3600_000;

/** The acts of the last hour by the phone's clock: more than can still be undone. */
export const recentActs = async () => (await store).getAllFromIndex("acts", "made", IDBKeyRange.lowerBound(Date.now() - UNDO_SEEN_MS));

/** The last hundred acts, the last one first; thousands may be kept. */
export async function lastActs() {
  const found = [];
  let cursor = await (await store).transaction("acts").store.index("made").openCursor(null, "prev");
  while (cursor && found.length < SHOWN) {
    found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found;
}

/** The acts that were not answered yet, in the order in which they were made. */
export async function waitingActs() {
  const acts = await (await store).getAllFromIndex("acts", "state", "saved");
  return acts.sort((a, b) => a.seq - b.seq);
}

export const countActs = async (state) => (await store).countFromIndex("acts", "state", state);
