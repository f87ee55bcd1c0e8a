// Exchanges with a vendor, recorded or written: what came back, and for which request.
import type { Answer } from './answer.ts';
import { type Chunking, chunked } from './chunking.ts';
import type { ReceivedRequest } from './received-request.ts';

/** Exactly one of `body` (JSON), `text`, `base64`; none for an empty body. */
export interface ExchangeResponse {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
  readonly base64?: string;
  /** Byte lengths of the network reads, where they were recorded. */
  readonly chunkLengths?: readonly number[];
}

export interface ExchangeRequest {
  readonly method?: string;
  /** A URL or a path; only the path is compared, from its end: a base URL may stand for its beginning. */
  readonly url: string;
}

/** What a file of recordings holds; fields that are not listed are ignored. */
export interface Exchange {
  readonly request?: ExchangeRequest | null;
  readonly response: ExchangeResponse;
}

/** The answer of an exchange, cut as `chunking` says. */
export function exchangeAnswer(response: ExchangeResponse, chunking: Chunking, pauseMs = 0): Answer {
  const { status = 200, chunkLengths } = response;
  const headers = answerHeaders(response);
  const bytes = responseBytes(response);
  const contentType = headers['content-type'] ?? '';
  const pieces = chunked(bytes, chunking, { contentType, ...(chunkLengths && { lengths: chunkLengths }) });
  return { status, headers, body: pauseMs > 0 ? pieces.map((data) => ({ data, pauseMs })) : pieces };
}

function responseBytes({ body, text, base64 }: ExchangeResponse): Uint8Array {
  if (base64 !== undefined) return new Uint8Array(Buffer.from(base64, 'base64'));
  if (text !== undefined) return new TextEncoder().encode(text);
  return body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body));
}

// These describe the recorded connection and not this one.
const ofTheConnection: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

function answerHeaders({ headers = {}, body }: ExchangeResponse): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !ofTheConnection.has(name.toLowerCase()));
  const lower = Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), value]));
  return body !== undefined && lower['content-type'] === undefined
    ? { 'content-type': 'application/json', ...lower }
    : lower;
}

/** True if the exchange was one for this request: same method, and one path ends with the other. */
export function isFor({ request }: Exchange, received: Pick<ReceivedRequest, 'method' | 'path'>): boolean {
  if (!request) return true;
  const { pathname } = new URL(request.url, 'http://127.0.0.1');
  return (
    (request.method ?? 'POST') === received.method &&
    (pathname.endsWith(received.path) || received.path.endsWith(pathname))
  );
}
