// A cassette: a transport that records real traffic once and plays it ever after.
import {
  checkOptions,
  KitError,
  type Transport,
  type TransportOptions,
  type TransportRequest,
  type TransportResponse,
  toKitError,
} from '@kit/core';
import { nodeTransport } from '@kit/http';
import { isStreamType } from '../answer.ts';
import { type Chunking, chunked } from '../chunking.ts';
import { type HeardChunk, type HeardEnd, overheard, playedBody } from './cassette-bodies.ts';
import { type CassetteStore, cassetteFile } from './cassette-file.ts';
import { parseCassette, printCassette } from './cassette-format.ts';
import {
  bodyFields,
  type RecordedExchange,
  type RecordedRequest,
  type RecordedResponse,
  responseBytes,
} from './recorded-exchange.ts';
import { bodyBytes, keyOf, placeOf, requestForm } from './request-form.ts';
import { type Scrubber, scrubber } from './scrub.ts';
import { unexpectedRequest } from './unexpected-request.ts';

export interface CassetteOptions {
  /** Path of the file; this or `store`. */
  readonly file?: string | URL;
  /** Another place than a file. */
  readonly store?: CassetteStore;
  /**
   * `record`: everything goes to the vendor, and what was recorded before is replaced · `replay`: nothing does · `auto`
   * (default): plays what there is, records if there is nothing yet.
   */
  readonly mode?: 'record' | 'replay' | 'auto';
  /**
   * A request without a recording fails, and each recording answers once. Default true. Otherwise: in `auto` it is recorded
   * too; in `replay` it gets the next recording of its method and path, whatever its body.
   */
  readonly strict?: boolean;
  /** JSON pointers of body fields that change from run to run and do not count: `/metadata/run`; `*` is any key or index. */
  readonly ignore?: readonly string[];
  /** What else must not be kept: passwords of a prompt, names of customers. */
  readonly secrets?: readonly string[];
  /** How recorded bodies are cut when they are played. Default `recorded`. */
  readonly chunking?: Chunking;
  /** Record how long each piece of a stream took, and wait as long when it is played. Default false. */
  readonly timing?: boolean;
}

export interface Cassette extends Transport, AsyncDisposable {
  /** Everything on it, in the order of the requests. */
  readonly exchanges: readonly RecordedExchange[];
  /** What was not played. */
  readonly unused: readonly RecordedExchange[];
  /** Waits a moment for replies that are still being read, and writes them. A transport that was given stays open. */
  close(): Promise<void>;
}

/**
 * A transport for any provider: `openai({ transport: cassette({ file: 'fixtures/chat.json' }) })`. Records the exchanges
 * with the vendor, credentials, cookies and names of accounts taken out, and plays them offline from then on.
 *
 * Requests are found by method, path, query and JSON body (order of keys aside); equal ones are answered in their order.
 *
 * @param transport what records through; undici's if absent
 * @throws KitError `config` for wrong options; calls reject with `config` where nothing was recorded for them
 */
export function cassette(options: CassetteOptions): Cassette;
export function cassette(transport: Transport | undefined, options: CassetteOptions): Cassette;
export function cassette(first: Transport | CassetteOptions | undefined, second?: CassetteOptions): Cassette {
  const options = second ?? (first as CassetteOptions);
  const transport = second ? (first as Transport | undefined) : undefined;
  checkOptions('cassette', options, optionChecks);
  if ((options.file === undefined) === (options.store === undefined)) {
    throw new KitError('config', 'cassette: give either `file` or `store`.', { field: 'file' });
  }
  const player = new CassettePlayer(transport, options);
  const send = (request: TransportRequest, how: TransportOptions) => player.send(request, how);
  const close = () => player.close();
  return Object.defineProperties(Object.assign(send, { close, [Symbol.asyncDispose]: close }), {
    exchanges: { get: () => player.exchanges },
    unused: { get: () => player.unused },
  }) as unknown as Cassette;
}

const optionChecks = {
  file: (value: unknown) => (typeof value === 'string' || value instanceof URL ? undefined : 'a path'),
  store: 'object',
  mode: ['record', 'replay', 'auto'],
  strict: 'boolean',
  ignore: 'array',
  secrets: 'array',
  chunking: 'string',
  timing: 'boolean',
} as const;

/** How long `close` waits for exchanges that are still being recorded. */
const closingMs = 2_000;

class CassettePlayer {
  readonly #options: CassetteOptions;
  readonly #store: CassetteStore;
  readonly #scrub: Scrubber;
  readonly #given: Transport | undefined;
  #own: ReturnType<typeof nodeTransport> | undefined;
  #loaded: Promise<void> | undefined;
  /** True if requests without a recording go to the vendor. */
  #records = false;
  /** By the order of the requests; undefined while an exchange goes on. */
  readonly #slots: (RecordedExchange | undefined)[] = [];
  readonly #played = new Set<RecordedExchange>();
  /** What was there before: only that is played. */
  #before: readonly RecordedExchange[] = [];
  #writing: Promise<void> = Promise.resolve();
  /** Exchanges that are being recorded; each resolves with its end. */
  readonly #underWay = new Set<Promise<void>>();
  #failed: unknown;

  constructor(transport: Transport | undefined, options: CassetteOptions) {
    this.#options = options;
    this.#given = transport;
    this.#store = options.store ?? cassetteFile(options.file as string | URL);
    this.#scrub = scrubber(options.secrets);
  }

  get exchanges(): readonly RecordedExchange[] {
    return this.#slots.filter((exchange) => exchange !== undefined);
  }

  get unused(): readonly RecordedExchange[] {
    return this.#before.filter((exchange) => !this.#played.has(exchange));
  }

  async send(request: TransportRequest, how: TransportOptions): Promise<TransportResponse> {
    how.scope.throwIfCancelled();
    this.#scrub.learn(request);
    // What is streamed has to be known as a whole before it can be looked for.
    const bytes = await bodyBytes(request.body);
    const form = requestForm(request, bytes, this.#scrub);
    await (this.#loaded ??= this.#load());
    how.scope.throwIfCancelled();
    const exchange = this.#find(form);
    if (exchange) return this.#play(exchange, how);
    if (!this.#records) throw unexpectedRequest(form, this.#before, this.#options.ignore ?? []);
    return this.#record(form, typeof request.body === 'object' ? { ...request, body: bytes } : request, how);
  }

  async close(): Promise<void> {
    // What has been read to its last word may still be on the way to its end.
    await Promise.race([Promise.all(this.#underWay), new Promise((resolve) => setTimeout(resolve, closingMs).unref())]);
    await this.#writing;
    await this.#own?.close();
    if (this.#failed !== undefined)
      throw new KitError('config', 'The cassette could not be written.', { cause: this.#failed });
  }

  async #load(): Promise<void> {
    const { mode = 'auto', strict = true } = this.#options;
    const text = mode === 'record' ? undefined : await this.#store.read();
    if (text === undefined && mode === 'replay')
      throw new KitError(
        'config',
        'There is no cassette to replay: record it first, with `mode: "record"` or "auto".',
        {
          field: 'mode',
        },
      );
    this.#records = mode === 'record' || (mode === 'auto' && (text === undefined || !strict));
    if (text === undefined) return;
    this.#before = parseCassette(text);
    this.#slots.push(...this.#before);
  }

  #find(form: RecordedRequest): RecordedExchange | undefined {
    const { strict = true, ignore = [] } = this.#options;
    const key = keyOf(form, ignore);
    const same = this.#before.filter(({ request }) => keyOf(request, ignore) === key);
    const fresh = same.find((exchange) => !this.#played.has(exchange));
    if (fresh || strict) return fresh;
    if (same.length > 0 || this.#records) return same.at(-1);
    const near = this.#before.filter(({ request }) => placeOf(request) === placeOf(form));
    return near.find((exchange) => !this.#played.has(exchange)) ?? near.at(-1);
  }

  // --- playing -------------------------------------------------------------------------------------------------------

  #play(exchange: RecordedExchange, { scope }: TransportOptions): TransportResponse {
    this.#played.add(exchange);
    const { response, failure } = exchange;
    const error = failure && new KitError(failure.code, failure.message);
    if (!response) throw error ?? new KitError('config', 'The recording has no answer.');
    const { chunking = 'recorded', timing = false } = this.#options;
    const { status, headers, chunkLengths, pausesMs, ended } = response;
    const contentType = headers['content-type'] ?? '';
    const pieces = chunked(responseBytes(response), chunking, {
      contentType,
      ...(chunkLengths && { lengths: chunkLengths }),
    });
    const left = new KitError('network', 'The recording ends here: its reader had left.');
    return {
      status,
      headers,
      body: playedBody(
        {
          pieces,
          pausesMs: timing && chunking === 'recorded' ? pausesMs : undefined,
          failure: ended === 'left' ? left : error,
        },
        scope,
      ),
    };
  }

  // --- recording -----------------------------------------------------------------------------------------------------

  async #record(form: RecordedRequest, request: TransportRequest, how: TransportOptions): Promise<TransportResponse> {
    const slot = this.#slots.push(undefined) - 1;
    const transport = this.#given ?? (this.#own ??= nodeTransport());
    let response: TransportResponse;
    try {
      response = await transport(request, how);
    } catch (thrown) {
      const { code, message } = toKitError(thrown, 'network');
      // A call that was given up says nothing about the vendor.
      if (code !== 'aborted')
        this.#keep(slot, { request: form, failure: { code, message: this.#scrub.text(message) } });
      throw thrown;
    }
    const { status, headers, body } = response;
    let over = () => {};
    const underWay = new Promise<void>((resolve) => {
      over = resolve;
    });
    this.#underWay.add(underWay);
    const ended = (chunks: readonly HeardChunk[], end: HeardEnd) => {
      this.#keep(slot, this.#heard(form, { status, headers }, chunks, end));
      this.#underWay.delete(underWay);
      over();
    };
    return { status, headers, body: overheard(body, ended) };
  }

  #heard(
    request: RecordedRequest,
    { status, headers }: Pick<TransportResponse, 'status' | 'headers'>,
    chunks: readonly HeardChunk[],
    end: HeardEnd,
  ): RecordedExchange {
    const bytes = this.#scrub.bytes(new Uint8Array(Buffer.concat(chunks.map((chunk) => chunk.bytes))));
    const isStream = isStreamType(headers['content-type'] ?? '') && chunks.length > 1;
    const response: RecordedResponse = {
      status,
      headers: this.#scrub.responseHeaders(headers),
      ...bodyFields(bytes),
      ...(isStream && { chunkLengths: chunks.map((chunk) => chunk.bytes.length) }),
      ...(isStream && this.#options.timing && { pausesMs: chunks.map(({ pauseMs }) => pauseMs) }),
      ...(end.how !== 'ended' && { ended: end.how }),
    };
    if (end.how !== 'broken') return { request, response };
    const { code, message } = end.error;
    return { request, response, failure: { code, message: this.#scrub.text(message) } };
  }

  /** Each exchange is written as soon as it is over; the file has them in the order of their requests. */
  #keep(slot: number, exchange: RecordedExchange): void {
    this.#slots[slot] = exchange;
    const text = printCassette(this.exchanges);
    this.#writing = this.#writing
      .then(() => this.#store.write(text))
      .catch((error: unknown) => {
        this.#failed = error;
      });
  }
}
