// Signed tokens (JWS, RFC 7515) by WebCrypto: what service accounts and some keys are exchanged with.
import { type JsonObject, KitError } from '@kit/core';
import { base64ToBytes, bytesToBase64Url } from '@kit/wire';

export type JwtAlgorithm = 'RS256' | 'PS256' | 'HS256';
/** PEM (`PRIVATE KEY` or `RSA PRIVATE KEY`) for RS256 and PS256, the secret's text or bytes for HS256; a JWK for all. */
export type JwtKey = string | Uint8Array | JsonWebKeyLike;

export interface JsonWebKeyLike {
  readonly kty: string;
  readonly [field: string]: unknown;
}

export interface JwtOptions {
  readonly algorithm: JwtAlgorithm;
  readonly key: JwtKey;
  readonly claims: JsonObject;
  /** Added to `alg` and `typ`: `kid`, `sign_type`, … */
  readonly header?: JsonObject;
}

/** A signed JWT. @throws KitError `config` for a key that cannot be used; never shows it. */
export async function signJwt({ algorithm, key, claims, header }: JwtOptions): Promise<string> {
  const encoder = new TextEncoder();
  const encode = (value: JsonObject) => bytesToBase64Url(encoder.encode(JSON.stringify(value)));
  return signJws(`${encode({ alg: algorithm, typ: 'JWT', ...header })}.${encode(claims)}`, { algorithm, key });
}

/** Signs what stands before the second dot, and appends the signature. */
export async function signJws(
  signingInput: string,
  { algorithm, key }: Pick<JwtOptions, 'algorithm' | 'key'>,
): Promise<string> {
  const signature = await crypto.subtle.sign(
    signing[algorithm],
    await importKey(algorithm, key),
    new TextEncoder().encode(signingInput),
  );
  return `${signingInput}.${bytesToBase64Url(new Uint8Array(signature))}`;
}

type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const parameters = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  HS256: { name: 'HMAC', hash: 'SHA-256' },
} as const;

/** The salt is as long as the hash: RFC 7518, 3.5. */
const signing = {
  RS256: parameters.RS256,
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  HS256: parameters.HS256,
} as const;

async function importKey(algorithm: JwtAlgorithm, key: JwtKey): Promise<ImportedKey> {
  const how = parameters[algorithm];
  try {
    if (typeof key === 'object' && !(key instanceof Uint8Array)) {
      return await crypto.subtle.importKey('jwk', { ...key, key_ops: ['sign'] }, how, false, ['sign']);
    }
    const bytes =
      typeof key === 'string' ? (algorithm !== 'HS256' ? privateKeyBytes(key) : new TextEncoder().encode(key)) : key;
    return await crypto.subtle.importKey(
      algorithm === 'HS256' ? 'raw' : 'pkcs8',
      bytes as Uint8Array<ArrayBuffer>,
      how,
      false,
      ['sign'],
    );
  } catch (error) {
    if (error instanceof KitError) throw error;
    throw unusable();
  }
}

/** DER of a PEM. Keys from the environment often have their line breaks as `\n` in two characters. */
function privateKeyBytes(pem: string): Uint8Array {
  const text = pem.replaceAll('\\n', '\n');
  const match = /-----BEGIN (RSA )?PRIVATE KEY-----([^-]+)-----END/.exec(text);
  const bytes = match?.[2] === undefined ? undefined : base64ToBytes(match[2].trim());
  if (!bytes) throw unusable();
  return match?.[1] ? wrapPkcs1(bytes) : bytes;
}

function unusable(): KitError {
  return new KitError(
    'config',
    'The private key cannot be used: expected PEM ("-----BEGIN PRIVATE KEY-----") of an RSA key for RS256 and PS256, or a secret for HS256.',
    { field: 'key' },
  );
}

/** PKCS#1 inside PKCS#8: version 0, rsaEncryption, the key as an octet string. */
function wrapPkcs1(key: Uint8Array): Uint8Array {
  const algorithm = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
  const inner = [0x02, 0x01, 0x00, ...algorithm, 0x04, ...derLength(key.length)];
  const head = [0x30, ...derLength(inner.length + key.length), ...inner];
  const bytes = new Uint8Array(head.length + key.length);
  bytes.set(head);
  bytes.set(key, head.length);
  return bytes;
}

function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
