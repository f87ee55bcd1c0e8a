// @kit/core: the interfaces, the unified model, and what runs pipelines. Imports nothing.
// biome-ignore-all assist/source/organizeImports: in the order in which a user learns them

// Composing
export { pipeline, isStreamed, reservedNames, type Pipeline, type PipelineOptions } from './pipeline.ts';
export { target, targetInfo, type Target, type TargetInfo, type TargetOptions } from './target.ts';
export { defaults, type Defaults } from './defaults.ts';
export { defineMiddleware, type Middleware, type MiddlewareDefinition, type WrapPoint } from './middleware.ts';
export {
  defineProvider,
  lacksOperation,
  streamFor,
  withModel,
  type AnyProvider,
  type InspectedRequest,
  type OperationsOf,
  type Provider,
  type ProviderDefinition,
  type ProviderInfo,
} from './provider.ts';
export { observe, type Observer, type Outcome } from './observe.ts';
export { inspect } from './inspect.ts';

// Calls
export {
  beginAttempt,
  createContext,
  deriveContext,
  withNote,
  type Actor,
  type CallContext,
  type CallOptions,
  type Credentials,
  type RunningAttempt,
  type Trace,
} from './context.ts';
export type {
  Call,
  Handler,
  Handlers,
  Method,
  Operation,
  Operations,
  PartOf,
  RequestOf,
  ResultOf,
  SettledOf,
} from './operations.ts';
export { type CheckRequest, requestChecks } from './request-checks.ts';
export { checkRequest } from './requests.ts';
export { checkOptions, type OptionCheck, type OptionChecks } from './options.ts';
export { defaultDeadlines, deadlineMs, mergeDeadlines, timeoutError, type Deadlines } from './deadlines.ts';
export { Scope } from './scope.ts';
export { sleep, systemEnvironment, type CancelTimer, type Environment } from './environment.ts';
export {
  EventHub,
  type EventBase,
  type EventListener,
  type EventName,
  type EventSource,
  type KitEvent,
  type KitEvents,
} from './events.ts';

// Errors and warnings
export {
  KitError,
  errorCodes,
  isKitError,
  toKitError,
  type ErrorCode,
  type KitErrorJson,
  type KitErrorOptions,
  type Phase,
  type RetryAdvice,
} from './errors.ts';
export type { Warning } from './warnings.ts';

// Messages
export { assistant, file, image, system, text, toolResult, user } from './message-helpers.ts';
export type * from './model/messages.ts';
export { isReplayable, type Origin, type VendorData } from './model/origin.ts';

// Requests and results
export type * from './model/chat.ts';
export type * from './model/embed.ts';
export type * from './model/media.ts';
export type * from './model/resources.ts';
export type * from './model/result.ts';
export type * from './model/text.ts';
export {
  addUsage,
  type BilledUsage,
  inputPartition,
  outputPartition,
  type InputTokenDetails,
  type Modality,
  type OutputTokenDetails,
  type Usage,
  type UsageUnits,
} from './model/usage.ts';
export { chatResponse, type ChatAnswer } from './chat-response.ts';
export type { Job, JobAbort, JobState, JobStatus, JobWaitOptions } from './job.ts';
export type { Session } from './session.ts';
export type { JsonArray, JsonObject, JsonPrimitive, JsonSchema, JsonValue } from './json.ts';

// Streams
export { ChatStream } from './stream/chat-stream.ts';
export { PartStream, type LazyStream, type OpenedStream } from './stream/part-stream.ts';
export type { StreamObserver, StreamOutcome } from './stream/stream-outcome.ts';
export { openStream, type OpenStreamOptions } from './stream/open-stream.ts';
export { sourceFromIterable, sourceFromParts, type PartSource } from './stream/part-source.ts';
export { commits } from './stream/commit.ts';
export type { Fold } from './stream/fold.ts';
export { foldChat, parseToolArguments } from './stream/fold-chat.ts';
export { foldSpeech, foldTranscript } from './stream/fold-media.ts';
export type * from './model/stream-parts.ts';

// Models, prices, estimates
export { findModels, type ModelQuery } from './find-models.ts';
export type { Catalogue, Model, ModelKind, Price, PriceTier } from './model/models.ts';
export { costOf } from './cost.ts';
export { estimateInputTokens, estimateTokens, estimateUsage } from './estimate.ts';

// Wires
export { vendorOptions } from './transformer.ts';
export type {
  ByteSource,
  CodecContext,
  Decoded,
  DecodedMeta,
  Encoded,
  Endpoint,
  ErrorTable,
  FailureEvidence,
  FailureReading,
  FormField,
  LoadedDeclaration,
  LoadedErrorTable,
  OperationDeclaration,
  PartDecoder,
  PartEncoder,
  PlainDeclaration,
  PlainTransformer,
  ServerFace,
  ServerRequestOptions,
  StreamServerFace,
  StreamTransformer,
  Transformer,
  Transport,
  TransportOptions,
  TransportRequest,
  TransportResponse,
  WireBody,
  WireFailure,
  WireHeaders,
  WireReply,
  WireRequest,
} from './transformer.ts';
