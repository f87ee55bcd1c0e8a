// The manifest of a provider: what it offers, as data. The suite follows it and leaves out what it does not claim.
import type {
  ChatRequest,
  ChatResponse,
  ErrorCode,
  Operation,
  Provider,
  RequestOf,
  RetryAdvice,
  SettledOf,
  Transport,
} from '@kit/core';
import type { Exchange, ExchangeResponse } from '../exchange.ts';

/** What a check gives the provider that it makes. */
export interface FactoryOptions {
  /** Replaces the vendor's origin and prefix. */
  readonly baseURL: string;
  /** The credential that must never be seen again. */
  readonly apiKey: string;
  /** In-memory checks send through this. */
  readonly transport?: Transport;
}

/** Makes a fresh provider. Called for every check, several times. */
export type ProviderFactory<O extends Operation> = (options: FactoryOptions) => Provider<O>;

/** What stands in a result: fields that are named must be equal, in any depth; others are free. Arrays are compared whole. */
export type ResultPattern<R> = { readonly [K in keyof R]?: unknown };

/** What chats can do beyond plain text; each is looked at in its own way. */
export type ChatFeature =
  | 'tools'
  | 'parallel-tools'
  | 'reasoning'
  | 'vision'
  | 'json'
  | 'json-schema'
  | 'citations'
  | 'logprobs'
  | 'refusal';

/**
 * One reply, or one for each request in turn (an exchange's own `request` says which it is for). `{{origin}}` in it becomes
 * the server's own origin, for replies that name an address.
 */
export type Replies = ExchangeResponse | readonly (Exchange | ExchangeResponse)[];

/** One question and the vendor's answer to it, complete and streamed. */
export interface ChatExchange {
  readonly name: string;
  readonly features?: readonly ChatFeature[];
  readonly request: ChatRequest;
  /** What the vendor must be asked: a part of the JSON body. */
  readonly sent?: unknown;
  /** The complete reply; absent where the provider has no `chat`. */
  readonly reply?: Replies;
  /** The same answer as a stream. Of several replies, the first that streams is the one that is cut and broken. */
  readonly stream?: Replies;
  readonly result: ResultPattern<ChatResponse>;
  /** Opaque tokens of the answer that the next turn must bring back to the vendor, letter by letter. */
  readonly echoed?: readonly string[];
}

/** One call of another operation, and what the vendor answers. */
export interface OperationExchange<K extends Operation> {
  readonly name: string;
  readonly request: RequestOf<K>;
  /** A part of the JSON body of the first request. */
  readonly sent?: unknown;
  readonly reply: Replies;
  /** Of a stream, what it folds to. */
  readonly result: ResultPattern<SettledOf<K>>;
  /** Jobs: what `wait()` comes to. */
  readonly settled?: unknown;
}

/** A failure as the vendor tells it. */
export interface ErrorReply {
  readonly name: string;
  /** With its status and body. */
  readonly reply: ExchangeResponse;
  readonly code: ErrorCode;
  readonly retry?: RetryAdvice;
  readonly retryAfterMs?: number;
}

/** A failure inside of a stream, told after a 200. */
export interface StreamError {
  readonly name: string;
  /** The event, framed: `data: {"error":…}\n\n`; bytes where the framing is no text. */
  readonly event: string | Uint8Array;
  readonly code: ErrorCode;
  /**
   * True where the event is also the vendor's end of an answer: what had been said by then is a result with the finish
   * reason `error` and a warning. Otherwise the iterator throws.
   */
  readonly endsAnswer?: boolean;
}

/** What ends a stream, beside its last word. */
export interface StreamEnding {
  /** Events at the end that say nothing but that it is over: `data: [DONE]\n\n`; bytes where the framing is no text. */
  readonly marker: string | Uint8Array;
  /** What a stream without it is: `complete` (the finish reason is enough) or `cut`. */
  readonly without: 'complete' | 'cut';
}

/** Something that the vendor cannot do. */
export interface Incapability<O extends Operation = Operation> {
  /** The request's field, as warnings name it: `seed`. */
  readonly feature: string;
  readonly operation: O;
  readonly request: object;
}

export interface ConformanceManifest<O extends Operation> {
  /** The exchanges of `chat` and `stream`. The first is plain text: most checks of streams are made with it. */
  readonly chats?: readonly ChatExchange[];
  /** Every other operation that the provider offers, with at least one exchange; none where it is out of reach. */
  readonly operations: { readonly [K in Exclude<O, 'chat' | 'stream'>]: readonly OperationExchange<K>[] };
  readonly errors: readonly ErrorReply[];
  readonly streamErrors?: readonly StreamError[];
  /** Absent where the body's end says it. */
  readonly streamEnding?: StreamEnding;
  /** Streams of the first chat with their usage behind the finish, where the vendor may do that. */
  readonly usageAfterFinish?: ExchangeResponse;
  readonly cannot?: readonly Incapability<O>[];
  /** Header with the vendor's id of a request; it must be in `meta.requestId` and in errors. */
  readonly requestIdHeader?: string;
  /** Path behind the server's origin that the base URL gets: `/v1`. */
  readonly basePath?: string;
  /**
   * Answered before everything else, whatever is tested: a token endpoint, say. A token that is bought is
   * `{{credential}}`, so that it is looked for everywhere too.
   */
  readonly beside?: readonly Exchange[];
  /** False where the factory cannot take a `transport`: all runs over sockets then, with fewer cuts. Default true. */
  readonly takesTransport?: boolean;
  /** True for vendors without credentials. */
  readonly keyless?: boolean;
  /** Numbered calls for the check of 200 at once, where they cannot be made of the first chat. */
  readonly numbered?: (index: number) => NumberedCall<O>;
  /** Operations that the suite cannot make, and why: sessions over a WebSocket. Each is a check that is left out. */
  readonly outOfReach?: { readonly [K in O]?: string };
  /** Checks that are left out, by their name, and why. */
  readonly exceptions?: Readonly<Record<string, string>>;
}

/** One of many calls at once; the vendor must be able to tell from the request which one it is. */
export interface NumberedCall<O extends Operation> {
  readonly operation: O;
  readonly request: object;
  /** True for the body of the request that this call sends. */
  readonly asks: (body: string) => boolean;
  /** One reply, or several: requests without a body are told apart by the `request` of their reply alone. */
  readonly reply: Replies;
  readonly result: object;
}
