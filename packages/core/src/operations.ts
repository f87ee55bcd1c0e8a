// The operations: what a call asks for and what it answers. Open for third parties by declaration merging.
import type { CallContext, CallOptions } from './context.ts';
import type { ChatRequest, ChatResponse } from './model/chat.ts';
import type { EmbedRequest, EmbedResponse, RerankRequest, RerankResponse } from './model/embed.ts';
import type {
  ImageRequest,
  ImageResponse,
  SpeechPart,
  SpeechRequest,
  SpeechResponse,
  TranscribePart,
  TranscribeRequest,
  TranscribeResponse,
  VideoCall,
  VideoJob,
  VoicesRequest,
  VoicesResponse,
} from './model/media.ts';
import type {
  BatchJob,
  BatchRequest,
  FilesAction,
  FilesRequest,
  FilesResponse,
  FilesResponseOf,
  HealthRequest,
  HealthResponse,
  ModelsRequest,
  ModelsResponse,
} from './model/resources.ts';
import type {
  CompleteRequest,
  CompleteResponse,
  CountTokensRequest,
  CountTokensResponse,
  ModerateRequest,
  ModerateResponse,
  ParseRequest,
  ParseResponse,
} from './model/text.ts';
import type { ChatStream } from './stream/chat-stream.ts';
import type { PartStream } from './stream/part-stream.ts';

/**
 * Every operation's request and result. Streamed operations also say what they fold to (`settled`); they open lazily.
 * `method` replaces the derived signature of the pipeline's method where a conditional result is wanted.
 *
 * A third party adds its own:
 * `declare module '@kit/core' { interface Operations { translate: { request: …; result: … } } }`
 */
export interface Operations {
  chat: { request: ChatRequest; result: ChatResponse };
  stream: { request: ChatRequest; result: ChatStream; settled: ChatResponse };
  complete: { request: CompleteRequest; result: CompleteResponse };
  embed: { request: EmbedRequest; result: EmbedResponse };
  rerank: { request: RerankRequest; result: RerankResponse };
  image: { request: ImageRequest; result: ImageResponse };
  speech: { request: SpeechRequest; result: SpeechResponse };
  speechStream: { request: SpeechRequest; result: PartStream<SpeechPart, SpeechResponse>; settled: SpeechResponse };
  transcribe: { request: TranscribeRequest; result: TranscribeResponse };
  transcribeStream: {
    request: TranscribeRequest;
    result: PartStream<TranscribePart, TranscribeResponse>;
    settled: TranscribeResponse;
  };
  moderate: { request: ModerateRequest; result: ModerateResponse };
  countTokens: { request: CountTokensRequest; result: CountTokensResponse };
  models: { request: ModelsRequest; result: ModelsResponse; optionalRequest: true };
  health: { request: HealthRequest; result: HealthResponse; optionalRequest: true };
  batch: { request: BatchRequest; result: BatchJob };
  files: {
    request: FilesRequest;
    result: FilesResponse;
    method: <A extends FilesAction>(
      request: Extract<FilesRequest, { action: A }> | (FilesRequest & { action: A }),
      options?: CallOptions,
    ) => Promise<FilesResponseOf<A>>;
  };
  parse: { request: ParseRequest; result: ParseResponse };
  video: { request: VideoCall; result: VideoJob };
  voices: { request: VoicesRequest; result: VoicesResponse; optionalRequest: true };
}

export type Operation = keyof Operations;
export type RequestOf<K extends Operation> = Operations[K]['request'];
export type ResultOf<K extends Operation> = Operations[K]['result'];
/** What a call of the operation comes to in the end: the result, or what its stream folds to. */
export type SettledOf<K extends Operation> = Operations[K] extends { settled: infer S } ? S : Operations[K]['result'];
/** Parts of a streamed operation; never for the others. */
export type PartOf<K extends Operation> = Operations[K]['result'] extends PartStream<infer P, infer _S> ? P : never;

/** One call on its way through a pipeline. Immutable: a middleware that changes it passes on another. */
export interface Call<K extends Operation = Operation> {
  readonly operation: K;
  readonly request: RequestOf<K>;
  readonly context: CallContext;
}

/**
 * Answers a call. For streamed operations the promise settles at the commit point: it resolves when an answer has
 * begun and rejects when it has failed before.
 */
export type Handler<K extends Operation = Operation> = (call: Call<K>) => Promise<ResultOf<K>>;
export type Handlers<O extends Operation = Operation> = { readonly [K in O]: Handler<K> };

/** The method that a pipeline has for an operation. Streams open at first use, so theirs is not a promise. */
export type Method<K extends Operation> = Operations[K] extends { method: infer M }
  ? M
  : Operations[K] extends { settled: unknown }
    ? (request: RequestOf<K>, options?: CallOptions) => ResultOf<K>
    : Operations[K] extends { optionalRequest: true }
      ? (request?: RequestOf<K>, options?: CallOptions) => Promise<ResultOf<K>>
      : (request: RequestOf<K>, options?: CallOptions) => Promise<ResultOf<K>>;
