// A provider answers calls. Vendors, pipelines and combinators are all providers.
import { beginAttempt, type CallContext } from './context.ts';
import { KitError, toKitError } from './errors.ts';
import type { EventSource } from './events.ts';
import type { JsonValue } from './json.ts';
import type { ChatResponse } from './model/chat.ts';
import type { Catalogue } from './model/models.ts';
import type { ResponseMeta, Result } from './model/result.ts';
import type { StreamPart } from './model/stream-parts.ts';
import type {
  Call,
  Handler,
  Handlers,
  Operation,
  Operations,
  PartOf,
  RequestOf,
  ResultOf,
  SettledOf,
} from './operations.ts';
import { type CheckRequest, requestChecks } from './request-checks.ts';
import { ChatStream } from './stream/chat-stream.ts';
import { endingOf } from './stream/ending.ts';
import type { Fold } from './stream/fold.ts';
import { foldChat } from './stream/fold-chat.ts';
import { foldSpeech, foldTranscript } from './stream/fold-media.ts';
import { openStream } from './stream/open-stream.ts';
import { sourceFromIterable } from './stream/part-source.ts';
import { type OpenedStream, PartStream } from './stream/part-stream.ts';
import { takesModel } from './takes-model.ts';
import { untilCancelled } from './until-cancelled.ts';
import type { Warning } from './warnings.ts';

/** What is known of a provider without calling it. */
export interface ProviderInfo {
  /** Instance id; by default the vendor's id. */
  readonly id: string;
  /** Display name. */
  readonly name?: string;
  /** Package id of the vendor (`openai`), whatever the instance is called. */
  readonly vendor?: string;
}

/** Anything that answers calls of the operations `O`. */
export interface Provider<O extends Operation = never> {
  readonly id: string;
  readonly info?: ProviderInfo;
  readonly handlers: Handlers<O>;
  /** Operations of third parties that answer streams; the built-in ones need no mention. */
  readonly streamed?: readonly string[];
  /** Models with prices and limits; loaded when asked for. */
  catalogue?(): Promise<Catalogue>;
  /** Happenings beside the calls, from everything inside. */
  readonly events?: EventSource;
  /** The exact request that a call would send, redacted and unsent. */
  inspect?(call: Call): Promise<InspectedRequest>;
  /** Releases connections and timers. Calls under way are cancelled. */
  close?(): Promise<void>;
}

export type AnyProvider = Provider<never>;
/** The operations that a provider has. */
export type OperationsOf<P> = P extends { readonly handlers: infer H } ? Extract<keyof H, Operation> : never;

/** A wire request as it would be sent, credentials replaced. */
export interface InspectedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as a value, form fields as a list; streams and bytes by their size. */
  readonly body?: JsonValue;
  readonly warnings: readonly Warning[];
}

/** A result without what kit adds; of a union, each member for itself. */
type Unfinished<R> = R extends unknown ? Omit<R, 'meta' | 'warnings'> : never;

type AnswerOf<K extends Operation> = Operations[K] extends { settled: unknown }
  ? AsyncIterable<PartOf<K>> | Promise<AsyncIterable<PartOf<K>>>
  : Promise<
      Unfinished<ResultOf<K>> & {
        readonly meta?: Partial<ResponseMeta> | undefined;
        readonly warnings?: readonly Warning[];
      }
    >;

/** What one's own provider is made of: functions from a request to a result, or to an async iterable of parts. */
export interface ProviderDefinition<O extends Operation> {
  readonly id: string;
  /** Display name. */
  readonly name?: string;
  /** Used for requests without a model. */
  readonly model?: string;
  readonly operations: { readonly [K in O]: (request: RequestOf<K>, context: CallContext) => AnswerOf<K> };
  /** How the parts of one's own streamed operations fold to their result. */
  readonly folds?: { readonly [K in O]?: () => Fold<PartOf<K>, SettledOf<K>> };
  readonly catalogue?: () => Promise<Catalogue>;
  readonly close?: () => Promise<void>;
}

const builtInFolds: Readonly<Record<string, () => Fold<never, unknown>>> = {
  stream: foldChat,
  speechStream: foldSpeech,
  transcribeStream: foldTranscript,
};

/**
 * Makes a provider out of functions. Adds what every provider owes its callers: checked requests, a default model,
 * attempts in the trace, `meta`, the commit point and deadlines of streams, and errors that are KitErrors.
 *
 * @example
 * const echo = defineProvider({
 *   id: 'echo',
 *   operations: {
 *     chat: async ({ messages }) => chatResponse({ … }),
 *     async *stream({ messages }) {
 *       yield { type: 'text', text: 'Hello' };
 *       yield { type: 'finish', finishReason: 'stop' };
 *     },
 *   },
 * });
 */
export function defineProvider<O extends Operation>(definition: ProviderDefinition<O>): Provider<O> {
  const { id, name, model, operations, catalogue, close } = definition;
  if (!id)
    throw new KitError('config', 'defineProvider: `id` is required, for example "my-provider".', { field: 'id' });
  if (typeof operations !== 'object' || operations === null) {
    throw new KitError('config', 'defineProvider: `operations` is required: an object of functions, by operation.', {
      field: 'operations',
    });
  }
  const info: ProviderInfo = { id, ...(name !== undefined && { name }) };
  const folds: Readonly<Record<string, (() => Fold<never, unknown>) | undefined>> = {
    ...builtInFolds,
    ...definition.folds,
  };
  const check = requestChecks();
  const handlers: Record<string, Handler> = {};
  for (const operation of Object.keys(operations) as O[]) {
    const answer = operations[operation] as unknown as Answer;
    if (typeof answer !== 'function') {
      throw new KitError('config', `defineProvider: operations.${operation} must be a function.`, {
        field: `operations.${operation}`,
      });
    }
    handlers[operation] = (call) =>
      answerCall(
        { info, answer, check, fold: folds[operation] },
        { ...call, request: withModel(call.request, takesModel(operation) ? model : undefined) },
      );
  }
  const streamed = Object.keys(definition.folds ?? {});
  return {
    id,
    info,
    handlers: handlers as unknown as Handlers<O>,
    ...(streamed.length > 0 && { streamed }),
    ...(catalogue && { catalogue }),
    ...(close && { close }),
  };
}

type Answer = (request: object, context: CallContext) => Promise<object> | AsyncIterable<never>;

interface Answering {
  readonly info: ProviderInfo;
  readonly answer: Answer;
  readonly check: CheckRequest;
  readonly fold: (() => Fold<never, unknown>) | undefined;
}

async function answerCall({ info, answer, check, fold }: Answering, call: Call): Promise<ResultOf<Operation>> {
  const { context, operation, request } = call;
  context.scope.throwIfCancelled();
  const checking = check(operation, request);
  if (checking) await checking;
  const { model } = request as { model?: string };
  const { environment, trace } = context;
  const startedAtMs = environment.monotonicMs();
  const attempt = beginAttempt(context, { provider: info.id, operation, ...(model !== undefined && { model }) });
  const known = { provider: info.id, operation, model };
  const meta = { provider: info.id, ...(model !== undefined && { requestedModel: model, model }) };
  try {
    if (fold) {
      const source = sourceFromIterable(answer(request, context) as AsyncIterable<never>);
      const options = { context, attempt, newFold: fold, known, meta, startedAtMs };
      return streamFor(operation, await openStream(source, options)) as unknown as ResultOf<Operation>;
    }
    // Also a function that never looks at its signal ends with the call.
    const result = (await untilCancelled(context, Promise.resolve(answer(request, context)))) as Partial<Result>;
    const totalMs = environment.monotonicMs() - startedAtMs;
    const { usage, cost } = result;
    attempt.settle('complete', { timings: { totalMs }, ...(usage && { usage }), ...(cost && { cost }) });
    return {
      warnings: [],
      ...result,
      meta: { timings: { totalMs }, ...meta, ...result.meta, attempts: trace.attempts },
    } as unknown as ResultOf<Operation>;
  } catch (thrown) {
    const error = toKitError(thrown, 'server', known).with({ ...known, attempts: trace.attempts });
    attempt.settle(endingOf(error), { error, timings: { totalMs: environment.monotonicMs() - startedAtMs } });
    throw error;
  }
}

/** The stream object of an operation: a ChatStream for `stream`, a PartStream for the others. */
export function streamFor<Part, Settled>(
  operation: string,
  opened: OpenedStream<Part, Settled>,
): PartStream<Part, Settled> {
  if (operation !== 'stream') return new PartStream(opened);
  return new ChatStream(opened as unknown as OpenedStream<StreamPart, ChatResponse>) as unknown as PartStream<
    Part,
    Settled
  >;
}

/** The request with a model, where it names none and a default is known. */
export function withModel<R>(request: R, model: string | undefined): R {
  if (model === undefined || (request as { model?: string } | undefined)?.model !== undefined) return request;
  return { ...request, model } as R;
}

/** The `unsupported` error for an operation that a provider lacks; says what it does offer. */
export function lacksOperation(
  provider: { readonly id: string; readonly handlers: object },
  operation: string,
): KitError {
  const offered = Object.keys(provider.handlers);
  return new KitError(
    'unsupported',
    `${provider.id} has no operation "${operation}". It offers: ${offered.join(', ') || 'nothing'}.`,
    { provider: provider.id, operation },
  );
}
