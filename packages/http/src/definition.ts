// What an HTTP provider is declared as, and the options that every one of them takes.
import type {
  Call,
  CallContext,
  Catalogue,
  CodecContext,
  Cost,
  Deadlines,
  Endpoint,
  ErrorTable,
  EventSource,
  Fold,
  Job,
  JobState,
  JobStatus,
  KitError,
  LoadedErrorTable,
  Operation,
  OperationDeclaration,
  PartOf,
  RateLimitState,
  ResponseMeta,
  ResultOf,
  RunningAttempt,
  Session,
  SettledOf,
  Transport,
  Usage,
  Warning,
  WireHeaders,
  WireReply,
  WireRequest,
} from '@kit/core';
import type { Auth } from './auth/auth.ts';
import type { CredentialPool } from './auth/credential-pool.ts';
import type { RateLimitReader } from './rate-limits.ts';
import type { SessionOptions } from './session.ts';

/** A key, a function that answers one (asked before each request), or a pool of several. */
export type ApiKey = string | (() => string | Promise<string>) | CredentialPool;

/** Options of every provider's factory; vendors add theirs. All optional where the environment can supply them. */
export interface HttpProviderOptions {
  /** Instance id; the vendor's id if absent. Tells two instances of one vendor apart. */
  readonly id?: string;
  readonly apiKey?: ApiKey;
  /** Replaces the vendor's whole origin and prefix, so that a provider can be pointed at any server of the same wire. */
  readonly baseURL?: string;
  /** Added to every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How requests are sent; undici on Node, fetch elsewhere, if absent. See `nodeTransport()` for proxies, CAs and TLS. */
  readonly transport?: Transport;
  readonly deadlines?: Deadlines;
  /** Model for requests that name none. */
  readonly model?: string;
  /** Largest complete reply that is accepted, in bytes after decompression. Default 64 MiB. */
  readonly maxReplyBytes?: number;
  /** `false`: every event of a stream is parsed anew, none read by a learned template. Default `true`. */
  readonly learnEvents?: boolean;
}

export interface HttpProviderDefinition<O extends Operation> {
  /** Package id of the vendor. */
  readonly id: string;
  /** Display name. */
  readonly name: string;
  readonly baseURL: string;
  readonly auth: Auth;
  /** Sent with every request. Values may depend on the call. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly operations: { readonly [K in O]: OperationDeclaration<K> | HandledOperation<K> };
  /** The vendor's own error table; what it does not know is read by status. */
  readonly errors?: ErrorTable | LoadedErrorTable;
  /** True if a successful JSON reply tells a failure; the error table then reads it with its status. */
  readonly failsInside?: (body: unknown) => boolean;
  /** Rate-limit headers; the common spellings if absent, which `read` reads. */
  readonly rateLimits?: (headers: WireHeaders, nowMs: number, read: RateLimitReader) => RateLimitState | undefined;
  /** Header that names the request for support, in order of preference; `x-request-id`, `request-id` if absent. */
  readonly requestIdHeaders?: readonly string[];
  readonly catalogue?: () => Promise<Catalogue>;
  /** Operations whose requests need no model at this vendor (it has one of its own, or none). */
  readonly modelOptional?: readonly O[];
  /** Operations whose requests must name the model themselves: the option `model` does not stand in (one that deletes it). */
  readonly modelNamed?: readonly O[];
  /** Deadlines that suit this vendor better than the general ones: a server that loads models on demand, say. */
  readonly deadlines?: Deadlines;
  /** Added to errors where nobody listens at the address: how to start the server. */
  readonly unreachableHint?: string;
  /** How the parts of one's own streamed operations fold to their result. */
  readonly folds?: { readonly [K in O]?: () => Fold<PartOf<K>, SettledOf<K>> };
  /** Happenings of the vendor's own making; those of `auth` are heard anyway. */
  readonly events?: EventSource;
}

/** An operation that is more than one exchange: a fan-out, a job, a resource with several verbs. */
export interface HandledOperation<K extends Operation> {
  readonly handle: (call: Call<K>, exchange: Exchange) => Promise<ResultOf<K>>;
  /** The first request that the call would send, for `inspect`, and what it cannot say exactly. */
  readonly inspect?: (call: Call<K>, codec: CodecContext) => ShownRequest | Promise<ShownRequest>;
  /** Where that request goes, if not where the others do. A `baseURL` that the user sets stands in for both. */
  readonly baseURL?: string | undefined;
}

/** One whose first request can be shown, as it should be wherever there is one. */
export type ShownOperation<K extends Operation> = HandledOperation<K> & Required<Pick<HandledOperation<K>, 'inspect'>>;

export type ShownRequest = WireRequest | { readonly wire: WireRequest; readonly warnings: readonly Warning[] };

/** What a handled operation has to work with. Each exchange is authenticated, bounded, recorded as an attempt. */
export interface Exchange {
  readonly provider: string;
  readonly baseURL: string;
  codec(call: Pick<Call, 'operation' | 'context'> & { readonly request?: unknown }): CodecContext;
  /** Runs a declared operation, whole: encode, send, decode, meta, cost. */
  run<K extends Operation>(call: Call<K>, declaration: OperationDeclaration<K>): Promise<ResultOf<K>>;
  /**
   * One request and its complete reply. `baseURL` is another host of the vendor's: it gets the credential too, and one that
   * the user sets stands in for it. @throws KitError for every failure the vendor tells.
   */
  send(
    call: Pick<Call, 'operation' | 'context'> & { readonly request?: unknown },
    wire: WireRequest,
    place?: Pick<Endpoint, 'baseURL'>,
  ): Promise<WireReply>;
  /** `meta` for a result that `send` brought. */
  meta(
    context: CallContext,
    reply: WireReply,
    known?: { readonly model?: string; readonly requestedModel?: string; readonly responseId?: string },
  ): ResultOf<'chat'>['meta'];
  /** Cost by the catalogue's price of the first of these models that is listed. */
  cost(usage: Usage | undefined, ...models: readonly (string | undefined)[]): Promise<Cost | undefined>;
  /**
   * Opens a WebSocket at the call's endpoint, with its credential: an attempt of its own, which the caller settles with the
   * session's end. @throws KitError with the attempt settled
   */
  session<In, Out>(
    call: Pick<Call, 'operation' | 'context'> & { readonly request?: unknown },
    wire: Pick<WireRequest, 'path' | 'url' | 'query' | 'headers'>,
    options: ExchangeSessionOptions<In, Out>,
  ): Promise<ExchangeSession<In, Out>>;
  /** The warnings as they are; under `strict` the first of them is an `unsupported` error instead. */
  checked<W extends readonly Warning[]>(call: Pick<Call, 'operation' | 'context'>, warnings: W): W;
  /** A handle on work at the vendor's, polled with growing pauses. */
  job<T>(call: Call, definition: JobDefinition<T>): Job<T>;
}

export interface ExchangeSessionOptions<In, Out>
  extends Omit<SessionOptions<In, Out>, 'url' | 'headers' | 'context' | 'meta'> {
  /** A runtime's WebSocket does not say why it was refused: asks elsewhere, and answers what is to be thrown. */
  readonly explain?: (error: KitError) => Promise<KitError>;
}

export interface ExchangeSession<In, Out> {
  readonly session: Session<In, Out>;
  readonly attempt: RunningAttempt;
  /** Monotonic milliseconds of the attempt's start. */
  readonly startedAtMs: number;
  readonly meta: Omit<ResponseMeta, 'timings' | 'attempts'>;
}

/** How a vendor's job is watched. Its methods make exchanges of their own, each with its own context. */
export interface JobDefinition<T> {
  readonly id: string;
  readonly reply?: WireReply;
  /** What could not be done exactly when the job was made. */
  readonly warnings?: readonly Warning[];
  /** Where it stands. */
  readonly status: (exchange: Exchange, context: CallContext) => Promise<JobStatus>;
  readonly results: (exchange: Exchange, context: CallContext) => Promise<T>;
  readonly cancel?: (exchange: Exchange, context: CallContext) => Promise<void>;
  /** First pause between two looks in milliseconds; doubles up to `maxPollMs`. Default 1,000 and 30,000. */
  readonly pollMs?: number;
  readonly maxPollMs?: number;
  /** What an abort of `wait` does. Default `detach`. */
  readonly onAbort?: 'cancel' | 'detach';
}

/** States in which a job is over. */
export const finalJobStates: readonly JobState[] = ['succeeded', 'failed', 'cancelled', 'expired'];
