// HMAC-SHA256 of a webhook's body, compared by WebCrypto, whose comparison takes the same time for every signature.

/** True if one of the signatures is the message's under one of the secrets. */
export async function matchesAny(
  secrets: readonly Uint8Array[],
  message: Uint8Array,
  signatures: readonly Uint8Array[],
): Promise<boolean> {
  let matches = false;
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey(
      'raw',
      secret as Uint8Array<ArrayBuffer>,
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['verify'],
    );
    for (const signature of signatures) {
      const verified = await crypto.subtle.verify(
        'HMAC',
        key,
        signature as Uint8Array<ArrayBuffer>,
        message as Uint8Array<ArrayBuffer>,
      );
      matches ||= verified;
    }
  }
  return matches;
}

export function hexToBytes(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0 || /[^0-9a-f]/i.test(hex)) return undefined;
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}
