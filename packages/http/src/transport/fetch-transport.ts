// The transport over `fetch`, for runtimes without Node.
import {
  type ByteSource,
  type KitError,
  systemEnvironment,
  type Transport,
  type TransportRequest,
  type TransportResponse,
  timeoutError,
  type WireHeaders,
} from '@kit/core';
import { ByteQueue } from './byte-queue.ts';
import { networkFailure } from './network-failure.ts';

export interface FetchTransportOptions {
  /** Another function than the runtime's own. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Unread bytes of a response beyond which no more is read. */
const HIGH_WATER_BYTES = 1024 * 1024;
/** What browsers and workers set themselves, or refuse to set. */
const runtimeHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'content-length',
  'host',
  'connection',
  'user-agent',
]);

/**
 * Sends requests with the runtime's `fetch`: workers, browsers, Deno, Bun. On Node prefer `nodeTransport()`, which costs a
 * tenth. Runtimes do not say when the connection stands, so `connect` and `headers` are one deadline there: the sum.
 */
export function fetchTransport(options: FetchTransportOptions = {}): Transport {
  const { fetch = (input, init) => globalThis.fetch(input, init) } = options;
  return (request, { scope, connectMs, headersMs }) => {
    if (scope.reason) return Promise.reject(scope.reason);
    const controller = new AbortController();
    let ended: KitError | undefined;
    const end = (reason: KitError) => {
      ended ??= reason;
      controller.abort(reason);
    };
    const forget = scope.onCancel(end);
    const limitMs = headersMs === undefined ? undefined : headersMs + (connectMs ?? 0);
    const stopTimer =
      limitMs === undefined
        ? undefined
        : systemEnvironment.setTimer(limitMs, () => end(timeoutError('headers', limitMs)));
    return fetch(request.url, fetchInit(request, controller.signal)).then(
      (response) => {
        stopTimer?.();
        return answered(response, controller, forget, () => ended);
      },
      (error: unknown) => {
        stopTimer?.();
        forget();
        throw ended ?? networkFailure(error, request.url);
      },
    );
  };
}

function fetchInit({ method, headers, body }: TransportRequest, signal: AbortSignal): RequestInit {
  const sent: Record<string, string> = {};
  for (const name in headers) if (!runtimeHeaders.has(name)) sent[name] = headers[name] as string;
  const init = { method, headers: sent, signal, redirect: 'manual' } as const;
  if (body === undefined) return init;
  if (typeof body === 'string' || body instanceof Uint8Array) return { ...init, body: body as RequestInit['body'] };
  return { ...init, body: readableOf(body) as unknown as RequestInit['body'], duplex: 'half' } as RequestInit;
}

function readableOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

function answered(
  response: Response,
  controller: AbortController,
  forget: () => void,
  ended: () => KitError | undefined,
): TransportResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) headers[name] = value;
  const body = response.body ? bodySource(response.body, { controller, forget, ended }) : emptySource(forget);
  return { status: response.status, headers: headers as WireHeaders, body };
}

interface BodyControl {
  readonly controller: AbortController;
  readonly forget: () => void;
  readonly ended: () => KitError | undefined;
}

function bodySource(body: ReadableStream<Uint8Array>, { controller, forget, ended }: BodyControl): ByteSource {
  const reader = body.getReader();
  let reading = false;
  let room = true;
  const pull = () => {
    if (reading || !room) return;
    reading = true;
    reader.read().then(
      ({ done, value }) => {
        reading = false;
        if (done) {
          forget();
          return queue.end();
        }
        room = queue.push(value);
        pull();
      },
      (error: unknown) => {
        forget();
        queue.fail(ended() ?? networkFailure(error, ''));
      },
    );
  };
  const queue = new ByteQueue(() => {
    room = true;
    pull();
  }, HIGH_WATER_BYTES);
  pull();
  return {
    read: (wake, transient) => queue.read(wake, transient),
    cancel(reason) {
      queue.discard();
      forget();
      controller.abort(reason);
    },
  };
}

function emptySource(forget: () => void): ByteSource {
  forget();
  return { read: () => null, cancel() {} };
}
