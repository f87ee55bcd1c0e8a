// Transformers turn unified requests into wire requests and wire replies into unified results. Pure: no I/O.
import type { Environment } from './environment.ts';
import type { ErrorCode, KitError, RetryAdvice } from './errors.ts';
import type { JsonValue } from './json.ts';
import type { VendorOptions } from './model/chat.ts';
import type { Origin } from './model/origin.ts';
import type { ResponseMeta } from './model/result.ts';
import type { StreamPart } from './model/stream-parts.ts';
import type { Operation, PartOf, RequestOf, ResultOf, SettledOf } from './operations.ts';
import type { Scope } from './scope.ts';
import type { Warning } from './warnings.ts';

/** Response headers by lower-case name; repeated ones joined by a comma. */
export type WireHeaders = Readonly<Record<string, string>>;

export type WireBody =
  | { readonly type: 'json'; readonly value: JsonValue }
  | { readonly type: 'bytes'; readonly data: Uint8Array; readonly mediaType: string }
  | { readonly type: 'form'; readonly fields: readonly FormField[] }
  | { readonly type: 'urlencoded'; readonly fields: Readonly<Record<string, string>> }
  /** Sent once and never replayed. */
  | {
      readonly type: 'stream';
      readonly data: AsyncIterable<Uint8Array>;
      readonly mediaType: string;
      readonly bytes?: number;
    };

export type FormField =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly data: Uint8Array | AsyncIterable<Uint8Array>;
      readonly fileName: string;
      readonly mediaType: string;
    };

/** What an encoder makes. Method and path come from the operation's endpoint unless they are given here. */
export interface WireRequest {
  readonly method?: string;
  /** Appended to the base URL; replaces the endpoint's path. */
  readonly path?: string;
  /** Replaces the whole URL. It gets the credential only if its origin is the base URL's. */
  readonly url?: string;
  /** A list is a field that comes once for each of its values. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: WireBody;
}

/** A complete reply, read to its end within the size cap. */
export interface WireReply {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8 text. */
  text(): string;
  /** The text as JSON. @throws KitError `invalid-response` if it is none. */
  json(): unknown;
}

/** What an error table reads: a status, headers and a body, or an event inside a stream. */
export interface FailureEvidence {
  /** HTTP status; 200 for failures told inside a successful reply. */
  readonly status: number;
  readonly headers: WireHeaders;
  /** Parsed JSON if it is JSON, else the text. */
  readonly body: unknown;
}

/** What encoders and decoders may know of the call. */
export interface CodecContext {
  readonly operation: Operation;
  /** Instance id of the provider. */
  readonly provider: string;
  /** Package id of the vendor. */
  readonly vendor: string;
  /** Where this request goes: stamped on opaque data, compared on replay. */
  readonly origin: Omit<Origin, 'wire'>;
  readonly strict: boolean;
  readonly raw: boolean;
  readonly environment: Environment;
  /** A failure that the vendor told, as its own error table reads it. */
  failure(evidence: Partial<FailureEvidence> & { readonly body: unknown }): KitError;
}

export interface Encoded<State> {
  readonly wire: WireRequest;
  readonly warnings: readonly Warning[];
  /** What decoding needs to know of the request: renamed tools, invented ids, an unwrapped schema. */
  readonly state: State;
}

/** What a decoder says about where the result came from; the provider adds the rest of `meta`. */
export type DecodedMeta = Partial<Pick<ResponseMeta, 'model' | 'responseId' | 'requestId' | 'serviceTier' | 'vendor'>>;

/** A result without what only the provider knows. */
export type Decoded<R> = Omit<R, 'meta' | 'warnings'> & {
  readonly meta?: DecodedMeta;
  readonly warnings?: readonly Warning[];
};

/** One operation in one wire format, for complete replies. */
export interface Transformer<K extends Operation, State = unknown> {
  encode(request: RequestOf<K>, context: CodecContext): Encoded<State>;
  decode(reply: WireReply, state: State, context: CodecContext): Decoded<ResultOf<K>>;
}

/**
 * A smaller transformer for plain requests. Whatever it does, the whole one does alike; a reply that holds more than it
 * reads, or tells a failure, it leaves to the whole one, which gets the same state.
 */
export interface PlainTransformer<K extends Operation, State = unknown> {
  encode(request: RequestOf<K>, context: CodecContext): Encoded<State>;
  /** Undefined: there is more to read. Asks nothing of `context.failure`, which is not there yet. */
  decode(reply: WireReply, state: State, context: Omit<CodecContext, 'failure'>): Decoded<ResultOf<K>> | undefined;
}

/** One operation in one wire format, for streamed replies. */
export interface StreamTransformer<K extends Operation, State = unknown> {
  /** How the bytes are cut into events, unless the reply's content type says otherwise. */
  readonly framing: 'sse' | 'ndjson' | 'json-array' | 'bytes';
  encode(request: RequestOf<K>, context: CodecContext): Encoded<State>;
  decoder(
    state: State,
    context: CodecContext,
    reply: { readonly status: number; readonly headers: WireHeaders },
  ): PartDecoder<PartOf<K>>;
}

/**
 * Turns events into parts. Stateful, synchronous, total: odd input never throws and never loses data. It throws only
 * what `CodecContext.failure` makes of a failure that the vendor told; the parts in `out` are delivered before it.
 */
export interface PartDecoder<Part = unknown> {
  /** One event's text, and its name where the framing has names. With framing `bytes`: the bytes themselves. */
  event(data: string | Uint8Array, out: Part[], name?: string): void;
  /**
   * One event whose text is a JSON object or array, parsed. Where it is there it is called instead of `event`, which then
   * gets only what is no JSON (an end marker), and a torn object becomes a warning.
   */
  json?(value: unknown, out: Part[], name?: string): void;
  /**
   * Paths of objects and arrays in `json`'s value that the decoder never keeps: `''` is the value itself, `*` any index,
   * as in `choices.*.delta`. They are used again for the next event. Everything else may be kept, and not be changed.
   */
  readonly transient?: readonly string[];
  /** All events of one network read were told: the place for what need not be said with each of them. */
  afterRead?(out: Part[]): void;
  /**
   * The body ended. Emits what is still owed, `finish` included.
   * Returns false if the vendor's stream was not complete: the provider then throws `invalid-response`.
   */
  end(out: Part[]): boolean;
  /** True once the vendor's end marker was seen: nothing more has to be awaited. */
  readonly done: boolean;
  /** True once the answer is complete though more (usage, a marker) may follow. */
  readonly finished: boolean;
}

/** Sends a wire request. Its promise settles with the response's headers. */
export type Transport = (request: TransportRequest, options: TransportOptions) => Promise<TransportResponse>;

export interface TransportRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface TransportOptions {
  readonly scope: Scope;
  /** Milliseconds; undefined = no bound. */
  readonly connectMs?: number;
  readonly headersMs?: number;
  /** For a place, where the number of connections is limited. */
  readonly queueMs?: number;
}

export interface TransportResponse {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly body: ByteSource;
}

/** Bytes, pulled. One reader. Reading nothing holds the sender back. */
export interface ByteSource {
  /**
   * What has arrived since the last read; `undefined`: nothing yet, `wake` is called once when there is; `null`: the
   * end. Throws what broke the connection. Who does not keep the bytes says `transient`: their memory may then be used again
   * when something is read next, from whatever source.
   */
  read(wake: () => void, transient?: boolean): Uint8Array | undefined | null;
  /** Ends the exchange at once and frees the socket. */
  cancel(reason?: unknown): void;
}

/** Vendor-only fields of a request: looked up by instance id, then package id, then wire id. */
export function vendorOptions(
  options: VendorOptions | undefined,
  keys: { readonly provider: string; readonly vendor: string },
  wire: string,
): Readonly<Record<string, JsonValue | undefined>> | undefined {
  return options?.[keys.provider] ?? options?.[keys.vendor] ?? options?.[wire];
}

/** Where an operation lives. The base URL stands before `path`. */
export interface Endpoint<K extends Operation = Operation> {
  /** `POST` if absent. */
  readonly method?: string;
  readonly path: string | ((request: RequestOf<K>) => string);
  /** Where the operation lives on another host than the others. A `baseURL` that the user sets stands in for both. */
  readonly baseURL?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An operation as data: an endpoint and the transformer for it. Transformer packages make them (`openaiOperations()`),
 * `httpProvider()` runs them. `load` keeps a transformer out of memory until its first call.
 */
export type OperationDeclaration<K extends Operation = Operation> =
  | { readonly endpoint: Endpoint<K>; readonly transformer: Transformer<K> }
  | { readonly endpoint: Endpoint<K>; readonly streamTransformer: StreamTransformer<K> }
  | LoadedDeclaration<K>;

/** An operation whose transformer is loaded with its first call. */
export interface LoadedDeclaration<K extends Operation = Operation> {
  readonly load: () => Promise<OperationDeclaration<K>>;
  /**
   * A smaller transformer for the requests that it fits: those that need no tools and no schemas, say. Whatever it does,
   * the one from `load` does alike, so that who wraps a declaration may leave it out.
   */
  readonly plain?: {
    fits(request: RequestOf<K>): boolean;
    readonly load: () => Promise<PlainDeclaration<K>>;
  };
}

/** An operation's smaller transformer, at the same endpoint. */
export type PlainDeclaration<K extends Operation = Operation> =
  | { readonly endpoint: Endpoint<K>; readonly transformer: PlainTransformer<K> }
  | { readonly endpoint: Endpoint<K>; readonly streamTransformer: StreamTransformer<K> };

/** What a vendor's failure means. Fields that are absent follow from the code. */
export interface FailureReading {
  readonly code: ErrorCode;
  /** The vendor's words, without anything secret; found in the body if absent. */
  readonly message?: string;
  readonly retry?: RetryAdvice;
  readonly retryAfterMs?: number;
}

/** A vendor's own table: status, headers and body → what it means. Undefined: the general reading by status. */
export type ErrorTable = (evidence: FailureEvidence) => FailureReading | undefined;

/** A table that is loaded with the first failure. */
export interface LoadedErrorTable {
  readonly load: () => Promise<ErrorTable>;
}

/** What the server face may know of the request that it reads. */
export interface ServerRequestOptions {
  readonly operation?: Operation;
  /** Model from the URL, where the wire has it there. */
  readonly model?: string | undefined;
  readonly stream?: boolean;
}

/** The other side of a wire: for gateways and simulators. Pure. */
export interface ServerFace<K extends Operation> {
  /** @throws KitError `invalid-request` with the wire's field name. */
  decodeRequest(body: unknown, options?: ServerRequestOptions): RequestOf<K>;
  encodeResponse(result: SettledOf<K>, request: RequestOf<K>): JsonValue;
}

/** The server face of a wire that streams. */
export interface StreamServerFace<K extends Operation> extends ServerFace<K> {
  /** Content type of the stream. */
  readonly streamType: string;
  streamEncoder(request: RequestOf<K>): PartEncoder;
}

/** Parts → framed text of the wire. Stateful, synchronous. */
export interface PartEncoder {
  parts(batch: readonly StreamPart[]): string;
  /** What ends the stream, after `finish`. */
  end(): string;
  /** A failure after the stream began. */
  error(error: KitError): string;
}

/** A failure as the wire's clients expect it. */
export interface WireFailure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue;
}
