/**
 * Signed codes, as `kernel/seals.py` writes them: read on the phone, believed only with a signature of a known key.
 * The browser's own Ed25519 where there is one, else a small library; both say the same.
 */
import { ofBase32, ofBase64, utf8, uuid } from "./bytes.js";

export const MARK = "MK3:";
const [BODY, SIGNATURE, VERSION] = [29, 64, 1];
const KINDS = ["bag", "pick-up"];

async function native(key, signature, content) {
  const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, known, signature, content);
}

/** Whether `signature` over `content` is of the public `key`. */
export async function verified(key, signature, content) {
  try {
    return await native(key, signature, content);
  } catch {
    const { verifyAsync } = await import("../../vendor/ed25519.js");
    return verifyAsync(signature, content, key).catch(() => false);
  }
}

function joined(purpose, content) {
  const [before, all] = [utf8(purpose), new Uint8Array(utf8(purpose).length + content.length)];
  all.set(before);
  all.set(content, before.length);
  return all;
}

/** What the code `text` says, `{kind, subject, gate, day}`, or null where none of `keys` signed exactly that. */
export async function readSeal(text, keys) {
  const content = ofBase32(text.slice(MARK.length));
  if (!text.startsWith(MARK) || content?.length !== BODY + SIGNATURE) return null;
  const view = new DataView(content.buffer);
  const key = keys.find((one) => one.number === view.getUint16(1));
  const kind = KINDS[content[0] & 15];
  if (content[0] >> 4 !== VERSION || !kind || !key) return null;
  const body = content.slice(0, BODY);
  if (!(await verified(ofBase64(key.public), content.slice(BODY), joined("menkou code 1", body)))) return null;
  return { kind, subject: uuid(body.slice(3, 19)), gate: uuid(body.slice(3 + 16, 27)), day: view.getUint16(27) };
}

/** Whether a seal is for this gate (a UUID as text) and day. */
export function holdsAt(seal, gate, day) {
  return seal.day === day && gate.replaceAll("-", "").startsWith(seal.gate.replaceAll("-", ""));
}

/** Whether the bundle's text is what the server signed with one of its own keys. */
export async function bundleIsSigned({ bundle, key, signature }, keys) {
  const known = keys.find((one) => one.number === key);
  return Boolean(known) && verified(ofBase64(known.public), ofBase64(signature), joined("menkou bundle 1", utf8(bundle)));
}
