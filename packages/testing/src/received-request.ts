// A request as a server got it, and what became of its connection.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface ReceivedRequest {
  /** 0 for the first request of the server. */
  readonly index: number;
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body as UTF-8 text. */
  text(): string;
  /** The body as JSON. @throws SyntaxError if it is none. */
  json(): unknown;
  /** Milliseconds since the epoch, with fractions. */
  readonly receivedAt: number;
  /** When the exchange was over: the answer was out, or the client had gone. Undefined while it goes on. */
  readonly closedAt: number | undefined;
  /** True once the client has gone before the answer was complete. */
  readonly aborted: boolean;
  /** Resolves when the exchange is over. */
  readonly closed: Promise<{ readonly at: number; readonly aborted: boolean }>;
}

/** Milliseconds since the epoch, with fractions. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Reads a request to its end. */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  index: number,
): Promise<ReceivedRequest> {
  const receivedAt = preciseNow();
  let ended: { at: number; aborted: boolean } | undefined;
  const closed = new Promise<{ at: number; aborted: boolean }>((resolve) => {
    response.once('close', () => {
      ended = { at: preciseNow(), aborted: !response.writableFinished };
      resolve(ended);
    });
  });
  const body = await readAll(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const text = () => new TextDecoder().decode(body);
  return {
    index,
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: plainHeaders(request),
    body,
    text,
    json: () => JSON.parse(text()),
    receivedAt,
    get closedAt() {
      return ended?.at;
    },
    get aborted() {
      return ended?.aborted ?? false;
    },
    closed,
  };
}

async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
