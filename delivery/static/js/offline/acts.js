/** An act is made when the person presses, hashed, chained to the one before, and kept before it is shown as done. */
import { sha256, uuid7 } from "./bytes.js";
import { ticked } from "./clock.js";
import { bagById, device, keepActs, meta } from "./store.js";

/** The state in which an act leaves a bag, as far as this phone knows. */
const LEADS_TO = { "take-in": "at-gate", find: "at-gate", "hand-over": "handed-over", return: "returned", miss: "missing" };

/** What is hashed; `docs/sync.md` tells the order. */
function content(act) {
  const { method, saw, photo, undoes } = act.proof;
  const list = [act.id, act.shift, act.device, act.user, act.seq, act.kind, act.bag, act.previous, act.at, act.offset_ms];
  return JSON.stringify([...list, method, saw, photo, undoes ?? ""]);
}

async function made(shift, wanted, seq, previous, name) {
  const [now_ms, { kind, bag, method, undoes }] = [Date.now(), wanted];
  const act = {
    id: uuid7(now_ms),
    shift: shift.id,
    device: name,
    user: shift.user,
    seq,
    kind,
    bag: bag.id,
    previous,
    at: new Date(now_ms).toISOString(),
    offset_ms: shift.clock.offset_ms,
    proof: { method, saw: bag.state, photo: "", undoes: undoes ?? null },
  };
  return { ...act, hash: await sha256(content(act)) };
}

/** What only this phone knows of an act: what was done together, where it stands, what the shelf was. */
function local(act, wanted, group) {
  return { ...act, state: "saved", group, made: Date.now(), shelf: wanted.bag.shelf, leaves: wanted.leaves };
}

/**
 * Do `wanted`, a list of `{kind, bag, method, undoes, leaves}`, as one press. Returns the acts once they are on the disk.
 * `leaves` is the bag's state afterwards where the kind does not say it.
 */
export async function doTogether(shift, wanted) {
  const group = crypto.randomUUID();
  const name = await device();
  for (;;) {
    const now = { ...shift, clock: ticked(shift.clock) };
    const count = (await meta("count")) ?? 0;
    let previous = (await meta("last")) ?? "";
    const acts = [];
    for (const [n, one] of wanted.entries()) {
      const act = await made(now, one, count + 1 + n, previous, name);
      acts.push(local(act, one, group));
      previous = act.hash;
    }
    const bags = wanted.map(({ kind, bag, leaves }) => ({ ...bag, state: leaves ?? LEADS_TO[kind] ?? bag.state }));
    if (await keepActs(acts, bags, now, count)) {
      shift.clock = now.clock;
      return acts;
    }
  }
}

/** Take back a press: all its acts, in the reverse order, each bag to the state that was seen before. */
export async function undoTogether(shift, acts) {
  const wanted = [];
  for (const act of [...acts].reverse()) {
    const bag = await bagById(act.bag);
    if (bag) wanted.push({ kind: "undo", bag, method: act.proof.method, undoes: act.id, leaves: act.proof.saw });
  }
  return wanted.length ? doTogether(shift, wanted) : [];
}

/** What may still be undone: the presses of this shift within the time, the last one first. */
export function undoable(acts, shift) {
  const { undo_ms } = JSON.parse(shift.bundle).rules;
  const undone = new Set(acts.map((act) => act.proof.undoes));
  const offset_ms = ticked(shift.clock).offset_ms;
  const open = acts.filter(
    (act) => act.shift === shift.id && LEADS_TO[act.kind] && act.kind !== "find" && !undone.has(act.id) && offset_ms - act.offset_ms <= undo_ms,
  );
  return Map.groupBy ? [...Map.groupBy(open, (act) => act.group).values()].reverse() : grouped(open).reverse();
}

function grouped(acts) {
  const found = {};
  for (const act of acts) (found[act.group] ??= []).push(act);
  return Object.values(found);
}
