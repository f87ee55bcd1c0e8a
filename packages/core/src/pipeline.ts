// A pipeline is a provider with middleware around it, and is itself a provider.
import { type CallOptions, createContext } from './context.ts';
import { type Environment, systemEnvironment } from './environment.ts';
import { KitError } from './errors.ts';
import { EventHub, type EventListener, type EventName } from './events.ts';
import type { Middleware, WrapPoint } from './middleware.ts';
import type { ChatResponse } from './model/chat.ts';
import type { StreamPart } from './model/stream-parts.ts';
import type { Call, Handler, Method, Operation, RequestOf, ResultOf } from './operations.ts';
import {
  type AnyProvider,
  type InspectedRequest,
  lacksOperation,
  type OperationsOf,
  type Provider,
  type ProviderInfo,
} from './provider.ts';
import { type CheckRequest, requestChecks } from './request-checks.ts';
import type { Scope } from './scope.ts';
import { ChatStream } from './stream/chat-stream.ts';
import { type LazyStream, PartStream } from './stream/part-stream.ts';
import type { Target } from './target.ts';
import { untilCancelled } from './until-cancelled.ts';

/** Names that no operation may have: they are a provider's own. */
export const reservedNames = [
  'id',
  'info',
  'handlers',
  'use',
  'on',
  'events',
  'catalogue',
  'inspect',
  'close',
  'streamed',
  'then',
  'constructor',
] as const;

const builtInOperations = [
  'chat',
  'stream',
  'complete',
  'embed',
  'rerank',
  'image',
  'speech',
  'speechStream',
  'transcribe',
  'transcribeStream',
  'moderate',
  'countTokens',
  'models',
  'health',
  'batch',
  'files',
  'parse',
  'video',
  'voices',
] as const satisfies readonly Operation[];

const builtInStreams: ReadonlySet<string> = new Set(['stream', 'speechStream', 'transcribeStream']);

interface PipelineOwn<O extends Operation> extends AsyncDisposable {
  readonly info: ProviderInfo;
  /** Another pipeline with more middleware: first = outermost; `.use(a).use(b)` is `.use(a, b)`. */
  use(...middleware: readonly Middleware[]): Pipeline<O>;
  /** Listens to what happens in here beside the calls. */
  on<N extends EventName>(name: N | '*', listener: EventListener<N>): () => void;
  close(): Promise<void>;
}

/** A provider with a method for each operation that it has; any other is a compile error. */
export type Pipeline<O extends Operation> = Provider<O> & PipelineOwn<O> & { readonly [K in O]: Method<K> };

export interface PipelineOptions {
  /** Clock, timers, chance and ids of every call; tests give a virtual one. */
  readonly environment?: Environment;
}

/**
 * Gives a provider methods and room for middleware. `.use()` answers a new pipeline; this one stays as it is.
 *
 * @example
 * const ai = pipeline(openai()).use(metrics(), retry());
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 */
export function pipeline<P extends AnyProvider>(provider: P, options: PipelineOptions = {}): Pipeline<OperationsOf<P>> {
  if (typeof ((provider as Partial<AnyProvider> | undefined)?.handlers ?? undefined) !== 'object') {
    throw new KitError('config', 'pipeline() takes a provider: an object with `id` and `handlers`, such as openai().', {
      field: 'provider',
    });
  }
  return build(provider as unknown as Provider<Operation>, [], options) as unknown as Pipeline<OperationsOf<P>>;
}

function build(
  provider: Provider<Operation>,
  middleware: readonly Middleware[],
  options: PipelineOptions,
): Pipeline<Operation> {
  const environment = options.environment ?? systemEnvironment;
  const events = new EventHub([provider.events], () => environment.now());
  const entry: Entry = { environment, events, check: requestChecks() };
  const info: ProviderInfo = provider.info ?? { id: provider.id };
  const { target } = provider as Partial<Target>;
  const operations = Object.keys(provider.handlers) as Operation[];
  const own = {
    id: provider.id,
    info,
    events,
    use: (...more: readonly Middleware[]) => {
      for (const [at, one] of more.entries()) checkMiddleware(one, at);
      return build(provider, [...middleware, ...more], options);
    },
    on: events.on.bind(events),
    inspect: (call: Call) => inspectThrough(provider, middleware, call),
    close: () => closeAll([...middleware, provider]),
    [Symbol.asyncDispose]: () => own.close(),
    ...(provider.catalogue && { catalogue: () => provider.catalogue?.() }),
    ...(provider.streamed && { streamed: provider.streamed }),
    // Middleware around a target leaves it its place among others.
    ...(target && { target }),
  };
  const handlers = {};
  const made: Record<string, unknown> = Object.assign(own, { handlers });
  for (const operation of operations) {
    if ((reservedNames as readonly string[]).includes(operation)) {
      throw new KitError('config', `An operation cannot be called "${operation}": the name is a provider's own.`, {
        provider: provider.id,
        operation,
      });
    }
    const streamed = isStreamed(provider, operation);
    // Wrapped at first use: a pipeline that only was a step on the way to a longer one wraps nothing.
    const handler = once(() => wrap(provider, middleware, { operation, streamed, info, events, environment }));
    Object.defineProperty(handlers, operation, { enumerable: true, get: handler });
    made[operation] = streamed ? streamMethod(operation, handler, entry) : method(operation, handler, entry);
  }
  for (const operation of builtInOperations) if (!(operation in made)) defineMissing(made, provider, operation);
  return made as unknown as Pipeline<Operation>;
}

/** True if the operation answers a stream: the built-in ones, and those that the provider declares. */
export function isStreamed(provider: { readonly streamed?: readonly string[] }, operation: string): boolean {
  return builtInStreams.has(operation) || (provider.streamed?.includes(operation) ?? false);
}

/** The provider's handler with the middleware around it, first = outermost. */
function wrap(
  provider: Provider<Operation>,
  middleware: readonly Middleware[],
  place: Omit<WrapPoint, 'provider' | 'middleware'> & { info: ProviderInfo },
): Handler {
  const { operation, streamed, info, events, environment } = place;
  const at: WrapPoint = {
    operation,
    streamed,
    events,
    environment,
    provider: info,
    middleware: middleware.map(({ name }) => name),
    ...(provider.catalogue && { catalogue: provider.catalogue.bind(provider) }),
  };
  let handler = provider.handlers[operation] as Handler;
  for (const one of middleware.toReversed()) {
    const wrapped = one.wrap(handler, at);
    if (typeof wrapped !== 'function') {
      throw new KitError(
        'config',
        `Middleware "${one.name}" must answer a handler for "${operation}"; return \`next\` to leave it alone.`,
        { field: one.name },
      );
    }
    handler = one.prepare ? preparing(one, wrapped) : wrapped;
  }
  return handler;
}

function preparing(middleware: Middleware, handler: Handler): Handler {
  return (call) => {
    let prepared: Call;
    try {
      prepared = middleware.prepare?.(call) ?? call;
    } catch (error) {
      return Promise.reject(error);
    }
    return handler(prepared);
  };
}

function method(operation: Operation, handler: () => Handler, entry: Entry) {
  return (request: RequestOf<Operation> | undefined, options?: CallOptions): Promise<ResultOf<Operation>> => {
    let scope: Scope | undefined;
    try {
      const call = begin(operation, request, options, entry);
      scope = call.context.scope;
      return untilCancelled(call.context, answerOf(handler, call, entry.check), () => scope?.close());
    } catch (error) {
      scope?.close();
      return Promise.reject(error);
    }
  };
}

function streamMethod(operation: Operation, handler: () => Handler, entry: Entry) {
  return (request: RequestOf<Operation>, options?: CallOptions) => {
    let scope: Scope | undefined;
    let stopTimer: (() => void) | undefined;
    const lazy: LazyStream<never, never> = {
      open: () => {
        const call = begin(operation, request, options, entry);
        scope = call.context.scope;
        // A handler that does not look at its scope is left one turn later: an end of its own says more.
        scope.onCancel((reason) => {
          stopTimer = entry.environment.setTimer(0, () => void stream.cancel(reason));
        });
        return answerOf(handler, call, entry.check).then((answer) => {
          if (answer instanceof PartStream) return answer as unknown as PartStream<never, never>;
          throw noAnswer(operation, 'a stream');
        });
      },
      onCancel: (reason) => scope?.cancel(reason),
      onSettled: () => {
        stopTimer?.();
        scope?.close();
      },
    };
    const stream =
      operation === 'stream'
        ? new ChatStream(lazy as unknown as LazyStream<StreamPart, ChatResponse>)
        : new PartStream(lazy);
    return stream;
  };
}

/** What the handler answers, once the request was found right. */
function answerOf(handler: () => Handler, call: Call, check: CheckRequest): Promise<ResultOf<Operation>> {
  const checking = check(call.operation, call.request);
  return checking ? checking.then(() => answerFrom(handler(), call)) : answerFrom(handler(), call);
}

function answerFrom(handler: Handler, call: Call): Promise<ResultOf<Operation>> {
  const answer = handler(call);
  if (typeof (answer as Partial<typeof answer> | undefined)?.then !== 'function')
    throw noAnswer(call.operation, 'a promise');
  return answer;
}

function noAnswer(operation: string, expected: string): KitError {
  const message = `The handler of "${operation}" did not answer ${expected}. Does every middleware return what \`next\` answers?`;
  return new KitError('config', message, { operation });
}

/** Where calls enter a pipeline. */
interface Entry {
  readonly environment: Environment;
  readonly events: EventHub;
  readonly check: CheckRequest;
}

function begin(
  operation: Operation,
  request: RequestOf<Operation> | undefined,
  options: CallOptions | undefined,
  { environment, events }: Entry,
): Call {
  const context = createContext(options, environment, events);
  context.scope.throwIfCancelled();
  return { operation, request: request ?? noRequest, context } as Call;
}

const noRequest = {};

/** Closes outer layers first, so that nothing new reaches what is being closed. All are closed, also if one fails. */
async function closeAll(parts: readonly { close?(): Promise<void> }[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part.close?.();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function inspectThrough(
  provider: Provider<Operation>,
  middleware: readonly Middleware[],
  call: Call,
): Promise<InspectedRequest> {
  if (!provider.inspect)
    throw new KitError('unsupported', `${provider.id} cannot show its requests.`, { provider: provider.id });
  let prepared = call;
  for (const one of middleware) prepared = one.prepare?.(prepared) ?? prepared;
  return provider.inspect(prepared);
}

function checkMiddleware(middleware: Middleware, at: number): void {
  if (typeof (middleware as Partial<Middleware> | undefined)?.wrap === 'function' && middleware.name) return;
  throw new KitError(
    'config',
    `use(): argument ${at + 1} is not a middleware. Expected an object with \`name\` and \`wrap\`, such as retry() — was the call forgotten?`,
    { field: `use[${at}]` },
  );
}

/** A method that says what the provider does offer, for callers whom no compiler has told. */
function defineMissing(made: object, provider: AnyProvider, operation: string): void {
  const missing = () => Promise.reject(lacksOperation(provider, operation));
  const value = builtInStreams.has(operation) ? () => new PartStream({ open: missing }) : missing;
  Object.defineProperty(made, operation, { value, enumerable: false });
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
