// Ids of tool calls: Mistral's models take nine letters and digits. Those of other vendors get such an id, always the same.

const taken = /^[a-zA-Z0-9]{9}$/;
const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The id as Mistral takes it: for `toolCallId`, wherever its models run. */
export function mistralCallId(id: string): string {
  if (taken.test(id)) return id;
  // Two hashes, since one of 32 bits has no nine digits.
  let rest = BigInt(hash(id, 0x811c9dc5)) * 0x100000000n + BigInt(hash(id, 0x9747b28c));
  let text = '';
  while (text.length < 9) {
    text += digits[Number(rest % 62n)];
    rest /= 62n;
  }
  return text;
}

/** FNV-1a. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
