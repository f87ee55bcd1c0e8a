// Sessions over a WebSocket: typed messages both ways, ended with the call's scope.
import { type CallContext, deadlineMs, KitError, type ResponseMeta, type Session, timeoutError } from '@kit/core';
import { SessionConnection } from './session-connection.ts';
import { placeOf } from './transport/network-failure.ts';

/** What is used of a WebSocket: the runtime's own, or another implementation. */
interface Socket {
  binaryType: string;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: SocketEvent) => void): void;
}
interface SocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly error?: unknown;
  readonly message?: string;
}
type SocketConstructor = new (
  url: string,
  options?:
    | {
        readonly headers?: Readonly<Record<string, string>>;
        readonly protocols?: readonly string[];
        readonly dispatcher?: object;
      }
    | readonly string[],
) => Socket;

export interface SessionOptions<In, Out> {
  /** `wss://…` (or `ws://…`). */
  readonly url: string;
  /** Sent with the opening request; browsers cannot send any and use `protocols` or the URL instead. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  readonly context: CallContext;
  readonly meta: Omit<ResponseMeta, 'timings' | 'attempts'>;
  readonly encode: (message: In) => string | Uint8Array;
  /** Emits what a message says: nothing, one or several. What it throws ends the session. */
  readonly decode: (data: string | Uint8Array, emit: (message: Out) => void) => void;
  /** Sent by `end()`, where the vendor has a message for "nothing more follows". */
  readonly endMessage?: () => string | Uint8Array | undefined;
  /** True if this closing code and reason are an orderly end. Default: 1000 and 1005. */
  readonly isOrderly?: (code: number, reason: string) => boolean;
  /** What a closing code and reason of the vendor's mean, where that is more than "the connection was closed". */
  readonly failure?: (code: number, reason: string) => KitError | undefined;
  /** Messages that may wait to be read. Default 10,000: a WebSocket cannot be held back, so that more end the session. */
  readonly maxUnread?: number;
  /** Another WebSocket than the runtime's. */
  readonly WebSocket?: unknown;
}

/** Bytes in the socket's buffer up to which `send` resolves at once. */
const ROOM_BYTES = 1024 * 1024;
const ROOM_POLL_MS = 10;

/**
 * Opens a session; resolves when the connection stands.
 * @throws KitError `network` when it cannot be opened, `timeout` (phase `connect`), `aborted`
 */
export function openSession<In, Out>(options: SessionOptions<In, Out>): Promise<Session<In, Out>> {
  return new OpenSession(options).opened;
}

class OpenSession<In, Out> implements Session<In, Out> {
  readonly opened: Promise<Session<In, Out>>;
  readonly #options: SessionOptions<In, Out>;
  readonly #connection: SessionConnection | undefined;
  readonly #socket: Socket;
  readonly #startedAtMs: number;
  #headersMs = 0;
  #unread: Out[] = [];
  #waiting: { resolve(result: IteratorResult<Out, undefined>): void; reject(error: unknown): void } | undefined;
  #failure: KitError | undefined;
  #over = false;
  #ending = false;
  #stopTimer: (() => void) | undefined;
  #forget: () => void = () => {};
  #settleOpening: { resolve(): void; reject(error: KitError): void } | undefined;

  constructor(options: SessionOptions<In, Out>) {
    this.#options = options;
    const { context } = options;
    context.scope.throwIfCancelled();
    this.#startedAtMs = context.environment.monotonicMs();
    const Constructor = constructorOf(options);
    this.#connection = options.WebSocket ? undefined : SessionConnection.ofRuntime();
    this.#socket = connect(Constructor, options, this.#connection);
    this.#socket.binaryType = 'arraybuffer';
    this.opened = new Promise((resolve, reject) => {
      this.#settleOpening = { resolve: () => resolve(this), reject };
    });
    this.#listen();
    this.#forget = context.scope.onCancel((reason) => this.#end(reason));
    const connectMs = deadlineMs(context.deadlines, 'connect');
    if (connectMs !== undefined)
      this.#stopTimer = context.environment.setTimer(connectMs, () => this.#end(timeoutError('connect', connectMs)));
  }

  get meta(): ResponseMeta {
    const { meta, context } = this.#options;
    return { ...meta, timings: { headersMs: this.#headersMs }, attempts: context.trace.attempts };
  }

  async send(message: In): Promise<void> {
    if (this.#ending) throw new KitError('invalid-request', 'Nothing can be sent after end().');
    this.#sendNow(this.#options.encode(message));
    while (!this.#over && this.#socket.bufferedAmount > ROOM_BYTES) await this.#pause();
    if (this.#failure) throw this.#failure;
  }

  async end(): Promise<void> {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    const message = this.#options.endMessage?.();
    if (message !== undefined) this.#socket.send(message);
    else this.#socket.close(1000);
  }

  close(reason?: unknown): void {
    this.#end(
      reason instanceof KitError ? reason : new KitError('aborted', 'The session was closed.', { cause: reason }),
      true,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  [Symbol.asyncIterator](): AsyncIterator<Out, undefined> {
    return {
      next: () => this.#next(),
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<IteratorResult<Out, undefined>> {
    const [message] = this.#unread;
    if (this.#unread.length > 0) {
      this.#unread.shift();
      return Promise.resolve({ done: false, value: message as Out });
    }
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    if (this.#waiting)
      return Promise.reject(
        new KitError('invalid-request', 'A session has one reader, which waits for one message at a time.'),
      );
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #sendNow(data: string | Uint8Array): void {
    if (this.#failure) throw this.#failure;
    if (this.#over) throw new KitError('network', 'The session is over.');
    this.#socket.send(data);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#options.context.environment.setTimer(ROOM_POLL_MS, resolve));
  }

  #listen(): void {
    const socket = this.#socket;
    socket.addEventListener('open', () => {
      this.#stopTimer?.();
      this.#headersMs = this.#options.context.environment.monotonicMs() - this.#startedAtMs;
      this.#settleOpening?.resolve();
      this.#settleOpening = undefined;
    });
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', ({ code = 1006, reason = '' }) => this.#closed(code, reason));
    // What went wrong stands in the event only on Node; a `close` follows everywhere.
    socket.addEventListener('error', ({ error }) => {
      if (this.#settleOpening)
        this.#end(
          new KitError('network', `The session with ${placeOf(this.#options.url)} could not be opened.`, {
            cause: error,
          }),
        );
    });
  }

  #receive(data: unknown): void {
    if (this.#over) return;
    try {
      this.#options.decode(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer), this.#emit);
    } catch (error) {
      this.#end(
        error instanceof KitError
          ? error
          : new KitError('invalid-response', 'A message of the session makes no sense.', { cause: error }),
      );
    }
  }

  readonly #emit = (message: Out): void => {
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: message });
      return;
    }
    const { maxUnread = 10_000 } = this.#options;
    if (this.#unread.length >= maxUnread)
      return this.#end(new KitError('queue-full', `More than ${maxUnread} messages of the session were not read.`));
    this.#unread.push(message);
  };

  #closed(code: number, reason: string): void {
    const { isOrderly = (given) => given === 1000 || given === 1005, failure, url } = this.#options;
    if (this.#over) return;
    if (!this.#settleOpening && isOrderly(code, reason)) return this.#finish(undefined);
    this.#finish(
      failure?.(code, reason) ??
        new KitError(
          'network',
          `The session with ${placeOf(url)} was closed (${code}${reason ? `: ${reason.slice(0, 200)}` : ''}).`,
        ),
    );
  }

  /** Ends it from our side. */
  #end(error: KitError, quietly = false): void {
    if (this.#over) return;
    const { terminate } = this.#socket as { terminate?: () => void };
    this.#finish(error, quietly);
    if (terminate) return terminate.call(this.#socket);
    const flushed = this.#socket.bufferedAmount === 0;
    this.#socket.close();
    this.#connection?.end(flushed);
  }

  #finish(error: KitError | undefined, quietly = false): void {
    this.#over = true;
    this.#stopTimer?.();
    this.#forget();
    if (!quietly) this.#failure = error;
    if (quietly) this.#unread = [];
    const opening = this.#settleOpening;
    this.#settleOpening = undefined;
    if (opening) opening.reject(error ?? new KitError('network', 'The session was closed before it was open.'));
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#failure) waiting?.reject(this.#failure);
    else waiting?.resolve({ done: true, value: undefined });
  }
}

function constructorOf({ WebSocket }: { readonly WebSocket?: unknown }): SocketConstructor {
  const Constructor = (WebSocket ?? (globalThis as { WebSocket?: unknown }).WebSocket) as SocketConstructor | undefined;
  if (Constructor) return Constructor;
  throw new KitError('config', 'This runtime has no WebSocket: give one as the option `WebSocket`.', {
    field: 'WebSocket',
  });
}

function connect<In, Out>(
  Constructor: SocketConstructor,
  { url, headers, protocols }: SessionOptions<In, Out>,
  dispatcher: SessionConnection | undefined,
): Socket {
  try {
    // Node's takes an object; browsers, which have no headers, a list.
    return headers || dispatcher
      ? new Constructor(url, {
          ...(headers && { headers }),
          ...(protocols && { protocols }),
          ...(dispatcher && { dispatcher }),
        })
      : new Constructor(url, protocols);
  } catch (error) {
    throw new KitError(
      'invalid-request',
      `The session with ${placeOf(url)} cannot be opened: the URL or a header is not valid.`,
      { cause: error, field: 'url' },
    );
  }
}
