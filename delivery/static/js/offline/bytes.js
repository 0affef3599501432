/** Bytes as text and back: Base64, Base32 (RFC 4648, without padding), hexadecimal; and their SHA-256. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export const utf8 = (text) => new TextEncoder().encode(text);
export const ofBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The bytes of a Base32 text, or null where a letter is none, or left-over bits are not nought. */
export function ofBase32(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? bytes : null;
}

/** SHA-256 of a text, as 64 hexadecimal digits. */
export async function sha256(text) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));
}

/** 16 bytes as a UUID. */
export function uuid(bytes) {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A UUIDv7 (RFC 9562): it begins with its time, the rest is chance. */
export function uuid7(now_ms) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint16(0, Math.floor(now_ms / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, now_ms % 2 ** 32);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return uuid(bytes);
}
