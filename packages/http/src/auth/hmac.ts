// What signatures of requests are made of, by WebCrypto: keyed hashes, hashes, and bytes as hexadecimal text.

/** HMAC with SHA-256 (RFC 2104). */
export async function hmacSha256(key: string | Uint8Array, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const secret = bytesOf(key) as Uint8Array<ArrayBuffer>;
  const imported = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign(algorithm.name, imported, new TextEncoder().encode(text)));
}

/** SHA-256 as hexadecimal text. */
export async function sha256Hex(data: string | Uint8Array): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(data) as Uint8Array<ArrayBuffer>)));
}

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const bytesOf = (data: string | Uint8Array) => (typeof data === 'string' ? new TextEncoder().encode(data) : data);
