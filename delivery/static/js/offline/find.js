/** From a code that was scanned or typed to the bags it is about, or to the word for why not. Asks nobody. */
import { sha256 } from "./bytes.js";
import { MARK, holdsAt, readSeal } from "./seals.js";
import { bagByCode, bagById, bagsOf } from "./store.js";

const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const PLAIN_MARK = "MK1:";
const PICKUP_LETTERS = 7;

/** Whether the check character fits: the weighted sum modulo 31, as in `kernel/codes.py`. */
function isSound(code) {
  const values = [...code].map((letter) => ALPHABET.indexOf(letter));
  const sum = values.reduce((total, value, n) => total + (n + 1) * value, 0);
  return code.length > 1 && !values.includes(-1) && sum % ALPHABET.length === 0;
}

/**
 * What `text` is about: `{home, bags, scanned, method}`, or `{refused}`: "unread", "changed", "not-here", "other-day".
 * `bundle` is the shift's, opened.
 */
export async function find(text, bundle) {
  const code = text.trim().toUpperCase();
  return code.startsWith(MARK) ? sealed(code, bundle) : typed(code, bundle);
}

async function sealed(code, bundle) {
  const seal = await readSeal(code, bundle.keys);
  if (!seal) return { refused: "changed" };
  const home = bundle.homes.find((one) => one.id === seal.subject);
  const bag = await bagById(seal.subject);
  const about = seal.kind === "bag" ? bag : home;
  if (!about) return { refused: "not-here" };
  if (!holdsAt(seal, about.gate, about.day)) return { refused: "other-day" };
  return seal.kind === "bag" ? ofBag(bag, bundle) : ofHome(home, "code");
}

async function typed(code, bundle) {
  const letters = code.replace(PLAIN_MARK, "").replaceAll(/[^0-9A-Z]/g, "");
  if (!isSound(letters)) return { refused: "unread" };
  if (letters.length !== PICKUP_LETTERS) {
    const bag = await bagByCode(letters);
    return bag ? ofBag(bag, bundle) : { refused: "not-here" };
  }
  const hash = (await sha256(`${bundle.shift}:${letters}`)).slice(0, 32);
  const home = bundle.homes.find((one) => one.code_hash === hash);
  return home ? ofHome(home, "code") : { refused: "not-here" };
}

async function ofBag(bag, bundle) {
  const home = bundle.homes.find((one) => one.id === bag.home);
  return { ...(await ofHome(home, "label")), scanned: bag };
}

async function ofHome(home, method) {
  return { home, bags: await bagsOf(home.id), method };
}
