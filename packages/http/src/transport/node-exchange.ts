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
import { type Upload, upload } from './upload.ts';

/** Unread bytes of a response beyond which the server is held back. */
export const HIGH_WATER_BYTES = 1024 * 1024;

/** The connection that a request was given; knows who waits for it. */
export interface Carrier {
  /** The request no longer waits for this connection: it is being sent, or it was given up. */
  leave(): void;
  /** Ends the connecting if nobody else waits for it. */
  abandon(reason: Error): void;
}

export interface NodeExchangeOptions {
  readonly scope: Scope;
  readonly connectMs: number | undefined;
  readonly headersMs: number | undefined;
  /** True if requests may have to wait for one of a limited number of connections. */
  readonly queues: boolean;
  /** Called when the response has ended and its connection is about to be free. */
  readonly onFree: () => void;
}

/** Undici's handler and the response's bytes in one. */
export class NodeExchange implements Dispatcher.DispatchHandler, ByteSource {
  readonly response: Promise<TransportResponse>;
  /** What undici sends. */
  readonly body: string | Uint8Array | Upload | undefined;
  readonly #url: string;
  readonly #options: NodeExchangeOptions;
  readonly #queue: ByteQueue;
  #resolve!: (response: TransportResponse) => void;
  #reject!: (error: KitError) => void;
  #answered = false;
  #over = false;
  #carrier: Carrier | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sinceMs = 0;
  #forget: (() => void) | undefined;

  constructor(request: TransportRequest, options: NodeExchangeOptions) {
    const { body, url } = request;
    this.body = typeof body === 'object' && !(body instanceof Uint8Array) ? upload(body) : body;
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
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.awaitConnection();
  }

  /** Called after the request was handed to undici: without a connection ready, the time for one begins. */
  awaitConnection(): void {
    const { connectMs, queues } = this.#options;
    if (this.#controller || this.#over || connectMs === undefined) return;
    this.#timer = setTimeout(() => {
      // Waiting for a place among busy connections is no connecting: that time begins with a connection of one's own.
      if (queues && !this.#carrier) this.awaitConnection();
      else this.#end(timeoutError('connect', connectMs));
    }, connectMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#leave();
    // Thrown, not aborted: the connection stays good for others.
    if (this.#over) throw new Error('The request was given up.');
    this.#controller = controller;
    clearTimeout(this.#timer);
    const { headersMs } = this.#options;
    if (headersMs === undefined) return;
    this.#sinceMs = performance.now();
    this.#timer = setTimeout(this.#headersDue, headersMs);
  }

  onBodySent(): void {
    this.#sinceMs = performance.now();
  }

  onRequestSent(): void {
    this.#sinceMs = performance.now();
  }

  readonly #headersDue = (): void => {
    const headersMs = this.#options.headersMs as number;
    const leftMs = this.#sinceMs + headersMs - performance.now();
    // A body that is still being sent keeps the answer away.
    if (leftMs > 1) this.#timer = setTimeout(this.#headersDue, leftMs);
    else this.#end(timeoutError('headers', headersMs));
  };

  // --- the response --------------------------------------------------------------------------------------------------

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#over) return;
    clearTimeout(this.#timer);
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
    this.#release();
    this.#options.onFree();
    this.#queue.end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#fail(networkFailure(error, this.#url));
  }

  read(wake: () => void): Uint8Array | undefined | null {
    return this.#queue.read(wake);
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
    const controller = this.#controller;
    const carrier = this.#carrier;
    this.#carrier = undefined;
    this.#fail(error);
    if (controller) controller.abort(error);
    else carrier?.abandon(error);
    if (typeof this.body === 'object' && 'stop' in this.body) this.body.stop();
  }

  #fail(error: KitError): void {
    if (this.#over) return;
    this.#over = true;
    this.#release();
    if (this.#answered) this.#queue.fail(error);
    else this.#reject(error);
  }

  #leave(): void {
    this.#carrier?.leave();
    this.#carrier = undefined;
  }

  #release(): void {
    this.#leave();
    clearTimeout(this.#timer);
    this.#forget?.();
    this.#forget = undefined;
  }
}
