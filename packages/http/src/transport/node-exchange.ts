// One request over undici, with a handler of our own: no streams, no promises a chunk; ended at once in every phase.
import {
  type ByteSource,
  KitError as Failure,
  type KitError,
  type Scope,
  type TransportRequest,
  type TransportResponse,
  timeoutError,
  type WireHeaders,
} from '@kit/core';
import type { Dispatcher } from 'undici';
import { ByteQueue } from './byte-queue.ts';
import { decompressed } from './decompress.ts';
import { networkFailure } from './network-failure.ts';
import type { SharedTimer, Waiting } from './shared-timer.ts';
import { type Upload, upload } from './upload.ts';

/** Unread bytes of a response beyond which the server is held back. */
export const HIGH_WATER_BYTES = 1024 * 1024;

/** The connection that a request was given; knows who waits for it. */
export interface Carrier {
  /** The exchange is over. `reusable` if its response came to its end. */
  end(reusable: boolean): void;
  /** Ends the connecting if nobody else waits for it. */
  abandon(): void;
}

export interface NodeExchangeOptions {
  readonly scope: Scope;
  readonly connectMs: number | undefined;
  readonly headersMs: number | undefined;
  readonly queueMs: number | undefined;
  /** True if requests may have to wait for one of a limited number of connections. */
  readonly queues: boolean;
  /** For the time that connecting and headers may take. */
  readonly timer: SharedTimer;
}

/** Undici's handler and the response's bytes in one. */
export class NodeExchange implements Dispatcher.DispatchHandler, ByteSource, Waiting {
  readonly response: Promise<TransportResponse>;
  /** What undici sends. */
  readonly body: string | Uint8Array | Upload | undefined;
  readonly #upload: Upload | undefined;
  readonly #url: string;
  readonly #options: NodeExchangeOptions;
  readonly #queue: ByteQueue;
  #resolve!: (response: TransportResponse) => void;
  #reject!: (error: KitError) => void;
  #answered = false;
  #over = false;
  #carrier: Carrier | undefined;
  /** For what it waits; nothing once the headers are there. */
  #phase: 'connection' | 'headers' | undefined = 'connection';
  #controller: Dispatcher.DispatchController | undefined;
  #sinceMs = 0;
  /** True once it had to wait for a connection. */
  #waits = false;
  dueMs = 0;
  before: Waiting | undefined = undefined;
  after: Waiting | undefined = undefined;
  #forget: (() => void) | undefined;

  constructor(request: TransportRequest, options: NodeExchangeOptions) {
    const { body, url } = request;
    if (typeof body === 'object' && !(body instanceof Uint8Array)) this.#upload = upload(body);
    this.body = this.#upload ?? (body as string | Uint8Array | undefined);
    this.#url = url;
    this.#options = options;
    this.#queue = new ByteQueue(() => this.#controller?.resume(), HIGH_WATER_BYTES);
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#forget = options.scope.onCancel((reason) => this.#end(reason));
  }

  /** True once nobody wants the answer any more. */
  get over(): boolean {
    return this.#over;
  }

  // --- on the way ----------------------------------------------------------------------------------------------------

  /** A connection took the request; it may still have to be established. */
  assign(carrier: Carrier): void {
    this.#carrier = carrier;
    // It waited for a place before: the time for connecting begins now.
    if (this.#waits) this.awaitConnection();
  }

  /**
   * Called after the request was handed to undici: without a connection ready, the time for one begins. Waiting for a
   * place among busy connections is no connecting and has a time of its own.
   */
  awaitConnection(): void {
    if (this.#phase !== 'connection' || this.#over) return;
    const { connectMs, queueMs, timer } = this.#options;
    this.#waits = true;
    const limitMs = this.#isQueued ? queueMs : connectMs;
    if (limitMs === undefined) timer.delete(this);
    else this.#await(limitMs);
  }

  get #isQueued(): boolean {
    return this.#options.queues && !this.#carrier;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase === 'connection') this.#phase = 'headers';
    // Thrown, not aborted: the connection stays good for others.
    if (this.#over) throw new Error('The request was given up.');
    this.#controller = controller;
    const { headersMs } = this.#options;
    if (headersMs === undefined) this.#options.timer.delete(this);
    else this.#await(headersMs);
  }

  onBodySent(): void {
    this.onRequestSent();
  }

  onRequestSent(): void {
    // What was there as a whole went out when the request started.
    if (this.#upload) this.#sinceMs = performance.now();
  }

  /** So long may this phase take from now on. */
  #await(limitMs: number): void {
    const { timer } = this.#options;
    timer.delete(this);
    this.#sinceMs = performance.now();
    this.dueMs = this.#sinceMs + limitMs;
    timer.add(this);
  }

  due(): void {
    const { connectMs = 0, headersMs = 0, queueMs = 0, timer } = this.#options;
    if (this.#phase === 'headers') {
      // A body that is still being sent keeps the answer away.
      this.dueMs = this.#sinceMs + headersMs;
      if (this.dueMs > performance.now()) timer.add(this);
      else this.#end(timeoutError('headers', headersMs));
    } else this.#end(this.#isQueued ? timeoutError('queue', queueMs) : timeoutError('connect', connectMs));
  }

  // --- the response --------------------------------------------------------------------------------------------------

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#over) return;
    this.#options.timer.delete(this);
    this.#phase = undefined;
    this.#answered = true;
    for (const name in headers) if (Array.isArray(headers[name])) headers[name] = headers[name].join(', ');
    const plain = headers as WireHeaders;
    const encoding = plain['content-encoding'];
    this.#resolve({
      status,
      headers: plain,
      body: encoding === undefined || encoding === 'identity' ? this : decompressed(this, encoding),
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (!this.#over && !this.#queue.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#over = true;
    this.#release(true);
    this.#queue.end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#fail(networkFailure(error, this.#url));
  }

  read(wake: () => void, transient?: boolean): Uint8Array | undefined | null {
    return this.#queue.read(wake, transient);
  }

  cancel(reason?: unknown): void {
    this.#queue.discard();
    this.#end(
      reason instanceof Failure ? reason : new Failure('aborted', 'The response was given up.', { cause: reason }),
    );
  }

  // --- the end -------------------------------------------------------------------------------------------------------

  /** Ends the exchange from our side: the socket goes, whatever it was doing. */
  #end(error: KitError): void {
    if (this.#over) return;
    const connecting = this.#phase === 'connection' ? this.#carrier : undefined;
    this.#fail(error);
    if (this.#controller) this.#controller.abort(error);
    else connecting?.abandon();
  }

  #fail(error: KitError): void {
    if (this.#over) return;
    this.#over = true;
    this.#release(false);
    if (this.#answered) this.#queue.fail(error);
    else this.#reject(error);
  }

  #release(reusable: boolean): void {
    if (!this.#answered) this.#options.timer.delete(this);
    this.#carrier?.end(reusable);
    this.#carrier = undefined;
    this.#forget?.();
    this.#forget = undefined;
    // The server may answer, or go, while the body's source is silent.
    this.#upload?.stop();
  }
}
