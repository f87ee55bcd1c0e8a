// AWS Signature Version 4 over a request's exact bytes, on WebCrypto.
import type { SignableRequest } from '@kit/http';
import type { AwsCredentials } from './credentials.ts';

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch, as the vendor's clock has it. */
  readonly nowMs: number;
}

/** Headers that are signed; proxies and runtimes may change any other. */
const signedNames: ReadonlySet<string> = new Set(['content-type', 'host']);

/** Adds `x-amz-date`, `x-amz-security-token` for a session, and `authorization` to the request's headers. */
export async function signRequest(
  { method, url, headers, body }: SignableRequest,
  credentials: AwsCredentials,
  { region, service, nowMs }: SigningScope,
): Promise<void> {
  const { host, path, query } = takeApart(url);
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  headers['x-amz-date'] = time;
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
  const signed = Object.entries({ ...headers, host })
    .filter(([name]) => signedNames.has(name) || name.startsWith('x-amz-'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}`),
    '',
    names,
    hex(await sha256(body ?? '')),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, hex(await sha256(canonical))].join('\n');
  const key = await signingKey(credentials.secretAccessKey, day, region, service);
  const signature = hex(await hmac(key, text));
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** By hand, so that not a character differs from what is sent: `URL` would tidy it up. */
function takeApart(url: string): { readonly host: string; readonly path: string; readonly query: string } {
  const [address = '', query = ''] = cut(url, '?');
  const begin = address.indexOf('//') + 2;
  const slash = address.indexOf('/', begin);
  const authority = slash < 0 ? address.slice(begin) : address.slice(begin, slash);
  const standardPort = address.startsWith('https:') ? ':443' : ':80';
  const host = authority.endsWith(standardPort) ? authority.slice(0, -standardPort.length) : authority;
  return { host: host.toLowerCase(), path: slash < 0 ? '/' : address.slice(slash), query };
}

function cut(text: string, mark: string): [before: string, behind: string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The path as it is sent, encoded once more: `%3A` of a model's id becomes `%253A`. */
function canonicalPath(path: string): string {
  return path.split('/').map(encoded).join('/');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((field) => cut(field, '='))
    .map(([name, value]) => [encoded(decoded(name)), encoded(decoded(value))] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

async function signingKey(
  secret: string,
  day: string,
  region: string,
  service: string,
): Promise<Uint8Array<ArrayBuffer>> {
  let key = new TextEncoder().encode(`AWS4${secret}`);
  for (const step of [day, region, service, 'aws4_request']) key = await hmac(key, step);
  return key;
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, new TextEncoder().encode(text)));
}

async function sha256(data: string | Uint8Array): Promise<Uint8Array> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
