// The form of a request by which it is recorded and found again: method, URL path and query, canonical body.
import { createHash } from 'node:crypto';
import type { JsonValue, TransportRequest } from '@kit/core';
import { type RecordedRequest, utf8 } from './recorded-exchange.ts';
import type { Scrubber } from './scrub.ts';

/** Texts longer than this are told by their hash. */
const longestText = 16 * 1024;

/** A request as it is recorded. Two that mean the same have the same form. */
export function requestForm(request: TransportRequest, bytes: Uint8Array, scrub: Scrubber): RecordedRequest {
  const { method, url, headers } = request;
  const boundary = /boundary="?([^";]+)/.exec(headerOf(headers, 'content-type'))?.[1];
  // Boundaries of forms are random.
  const settled = (text: string) => (boundary === undefined ? text : text.replaceAll(boundary, 'boundary'));
  const kept = Object.entries(scrub.requestHeaders(headers)).map(([name, value]) => [name, settled(value)] as const);
  return {
    method,
    url: scrub.url(url),
    headers: Object.fromEntries(kept),
    ...bodyForm(scrub.bytes(bytes), settled),
  };
}

function bodyForm(
  bytes: Uint8Array,
  settled: (text: string) => string,
): Pick<RecordedRequest, 'body' | 'text' | 'sha256' | 'bytes'> {
  if (bytes.length === 0) return {};
  const text = utf8(bytes);
  if (text !== undefined && /^\s*[[{]/.test(text)) {
    try {
      return { body: sorted(JSON.parse(text) as JsonValue) };
    } catch {
      // It only looks like JSON.
    }
  }
  if (text !== undefined && text.length <= longestText) return { text: settled(text) };
  const plain = Buffer.from(settled(Buffer.from(bytes).toString('latin1')), 'latin1');
  return { sha256: createHash('sha256').update(plain).digest('hex'), bytes: plain.length };
}

/** The same value, the keys of its objects in order. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, child === undefined ? child : sorted(child)]));
}

/** All of a body; what is streamed is collected. */
export async function bodyBytes(body: TransportRequest['body']): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** `POST /v1/chat?alt=sse` */
export function placeOf({ method, url }: Pick<RecordedRequest, 'method' | 'url'>): string {
  const { pathname, search } = new URL(url);
  return `${method} ${pathname}${search}`;
}

/** Equal for requests that get each other's recordings. */
export function keyOf(request: RecordedRequest, ignored: readonly string[]): string {
  const { body, text, sha256 } = request;
  const counted = body === undefined ? (text ?? sha256 ?? '') : JSON.stringify(without(body, ignored));
  return `${placeOf(request)}\n${counted}`;
}

/** The value without what the JSON pointers name. */
export function without(value: JsonValue, pointers: readonly string[]): JsonValue {
  return pointers.reduce((left, pointer) => removed(left, pointer.split('/').slice(1).map(unescaped)), value);
}

function removed(value: JsonValue, [key, ...rest]: readonly string[]): JsonValue {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === key || key === '*' ? removed(item, rest) : item));
  const entries = Object.entries(value as { readonly [name: string]: JsonValue });
  return Object.fromEntries(
    entries.flatMap(([name, child]) => {
      if (name !== key && key !== '*') return [[name, child]];
      return rest.length === 0 ? [] : [[name, removed(child, rest)]];
    }),
  );
}

const unescaped = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~');

function headerOf(headers: Readonly<Record<string, string>>, wanted: string): string {
  for (const [name, value] of Object.entries(headers)) if (name.toLowerCase() === wanted) return value;
  return '';
}
