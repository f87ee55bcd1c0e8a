// What a credential is called where it may be seen: traces, errors, events.

/** Keys shorter than this keep even their last characters to themselves. */
const LEAST_LENGTH = 20;

/** `key …x4Qz` for a long key; `key` for a short one. */
export function credentialLabel(key: string, name = 'key'): string {
  return key.length >= LEAST_LENGTH ? `${name} …${key.slice(-4)}` : name;
}
