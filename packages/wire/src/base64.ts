// Base64 ⇄ bytes without Buffer.
//
// The runtime's own functions are used where there are any (Uint8Array.fromBase64 and toBase64, ES2026). Otherwise
// atob decodes, and a table encodes: measured, it takes a third of the time of btoa.

const characterCodes: Uint8Array = /* @__PURE__ */ new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
);
const padding = 0x3d;

/**
 * The bytes of a base64 text, or undefined where it is malformed. Takes the standard and the URL-safe alphabet, with
 * or without padding, and white space anywhere.
 */
export function base64ToBytes(text: string): Uint8Array | undefined {
  const isUrlSafe = text.includes('-') || text.includes('_');
  const standard = isUrlSafe ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array }).fromBase64;
  try {
    return native === undefined ? bytesOfBinary(atob(standard)) : native.call(Uint8Array, standard);
  } catch {
    return undefined;
  }
}

/** Base64 in the standard alphabet, padded. */
export function bytesToBase64(bytes: Uint8Array): string {
  const native = (bytes as { toBase64?: () => string }).toBase64;
  return native === undefined ? encodeByTable(bytes) : native.call(bytes);
}

/** Base64 in the URL-safe alphabet, without padding. `base64ToBytes` reads it. */
export function bytesToBase64Url(bytes: Uint8Array): string {
  return bytesToBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of a binary string: one character a byte. */
function bytesOfBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

function encodeByTable(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(padding);
  const wholeLength = bytes.length - (bytes.length % 3);
  let written = 0;
  for (let index = 0; index < wholeLength; index += 3) {
    const group = ((bytes[index] as number) << 16) | ((bytes[index + 1] as number) << 8) | (bytes[index + 2] as number);
    codes[written++] = characterCodes[group >> 18] as number;
    codes[written++] = characterCodes[(group >> 12) & 63] as number;
    codes[written++] = characterCodes[(group >> 6) & 63] as number;
    codes[written++] = characterCodes[group & 63] as number;
  }
  const rest = bytes.length - wholeLength;
  if (rest > 0) {
    const group = ((bytes[wholeLength] as number) << 16) | ((bytes[wholeLength + 1] ?? 0) << 8);
    codes[written++] = characterCodes[group >> 18] as number;
    codes[written++] = characterCodes[(group >> 12) & 63] as number;
    if (rest === 2) codes[written++] = characterCodes[(group >> 6) & 63] as number;
  }
  return new TextDecoder().decode(codes);
}
