/** A shift begins with a network: who I am, where I may work, and the signed bundle for 24 hours. */
import { begun } from "./clock.js";
import { bundleIsSigned } from "./seals.js";
import { currentShift, device, keepShift, wipeBundle } from "./store.js";

const at = (path) => new URL(`../../../api/v1/sync/${path}`, import.meta.url);

/** Who is signed in, or null without a network; `{}` where nobody is. */
export async function whoAmI() {
  try {
    const answer = await fetch(at("me"), { cache: "no-store" });
    return answer.ok ? await answer.json() : answer.status < 500 ? {} : null;
  } catch {
    return null;
  }
}

/** Begin a shift at a place; throws where the server or its signature does not allow it. */
export async function beginShift(me, place) {
  const answer = await fetch(at("shifts"), {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": me.csrf },
    body: JSON.stringify({ role: place.role, place: place.id, device: await device() }),
  });
  if (!answer.ok) throw new Error(`shift: ${answer.status}`);
  const words = await answer.json();
  const bundle = JSON.parse(words.bundle);
  if (!(await bundleIsSigned(words, me.keys))) throw new Error("shift: the bundle is not signed");
  const shift = {
    id: bundle.shift,
    user: bundle.user,
    token: words.token,
    bundle: words.bundle,
    cursor: bundle.cursor,
    clock: begun(),
    ends_ms: Date.now() + bundle.rules.lasts_ms,
  };
  await keepShift(shift, bundle.bags);
  return shift;
}

/** The shift that may be worked: not over, and of whoever is signed in, as far as can be told. Else its bundle goes. */
export async function workableShift(me) {
  const shift = await currentShift();
  if (!shift?.bundle) return null;
  const another = me && me.user !== shift.user;
  if (!another && Date.now() < shift.ends_ms && shift.clock.offset_ms < JSON.parse(shift.bundle).rules.lasts_ms) return shift;
  await wipeBundle();
  return null;
}
