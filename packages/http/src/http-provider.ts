// httpProvider: a vendor's declaration becomes a provider.
import {
  type AnyProvider,
  type Call,
  type CallContext,
  type Deadlines,
  deriveContext,
  EventHub,
  type Handler,
  type Handlers,
  type InspectedRequest,
  KitError,
  lacksOperation,
  mergeDeadlines,
  type Operation,
  type OperationDeclaration,
  type PlainDeclaration,
  type Provider,
  requestChecks,
  type Transformer,
  type Transport,
  toKitError,
  withModel,
} from '@kit/core';
import type { HandledOperation, HttpProviderDefinition, HttpProviderOptions } from './definition.ts';
import { Failures } from './failure/failures.ts';
import { loadOnce } from './load-once.ts';
import { prices } from './prices.ts';
import { instanceId, readBaseURL } from './provider-options.ts';
import { type RateLimitReader, rateLimitReader } from './rate-limits.ts';
import { type OperationPlan, planOperation, type ReadyDeclaration } from './request/plan.ts';
import type { Caller, Running } from './run-call.ts';
import { type Accounting, runWhole } from './run-declared.ts';
import { lazyTransport } from './transport/lazy-transport.ts';
import { version } from './version.ts';

const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/**
 * Makes a provider of a declaration: endpoints, transformers, auth, and the vendor's error table. Adds what every provider
 * owes its callers: checked requests, the default model, attempts, `meta`, usage and cost, the commit point of streams,
 * deadlines down to the socket, and errors that are KitErrors. Never retries (one replay after a stale token apart).
 *
 * @example
 * export const acme = (options: HttpProviderOptions = {}) =>
 *   httpProvider({
 *     id: 'acme', name: 'Acme', baseURL: 'https://api.acme.example/v1',
 *     auth: bearerAuth({ apiKey: options.apiKey, environment: ['ACME_API_KEY'], owner: 'Acme' }),
 *     operations: { chat: { endpoint: { path: '/chat' }, transformer: acmeChat } },
 *   }, options);
 */
export function httpProvider<O extends Operation>(
  definition: HttpProviderDefinition<O>,
  options: HttpProviderOptions = {},
): Provider<O> {
  const id = instanceId(definition, options);
  const base = readBaseURL(definition, options);
  const { transport, close: closeTransport } = transportOf(options);
  const pricing = prices(definition.catalogue);
  const accounting: Accounting = {
    prices: pricing,
    rateLimits: limitsReader(definition.rateLimits),
    folds: { ...definition.folds },
  };
  const failures = new Failures(definition.name, definition.errors);
  const caller: Caller = {
    provider: id,
    vendor: definition.id,
    name: definition.name,
    base,
    auth: definition.auth,
    failures,
    failsInside: definition.failsInside,
    requestIdHeaders: definition.requestIdHeaders ?? ['x-request-id', 'request-id'],
    transport,
    maxReplyBytes: options.maxReplyBytes ?? MAX_REPLY_BYTES,
    learnEvents: options.learnEvents ?? true,
    unreachableHint: definition.unreachableHint,
  };
  const planned = planner({
    base,
    isBaseChosen: options.baseURL !== undefined,
    userAgent: `kit/${version}`,
    vendorHeaders: definition.headers,
    userHeaders: options.headers,
  });
  const models: ModelRules = {
    byDefault: options.model,
    optional: new Set(definition.modelOptional),
    named: new Set(definition.modelNamed),
  };
  const deadlines = mergeDeadlines(definition.deadlines, options.deadlines);
  const check = requestChecks();
  const prepare = (call: Call) => prepared(call, models, deadlines);

  // What streams need is loaded with the first of them.
  let streaming: typeof import('./run-stream.ts') | undefined;
  const loadStreaming = loadOnce(async () => {
    const [loaded] = await Promise.all([import('./run-stream.ts'), failures.load()]);
    return (streaming = loaded);
  });

  const runPlanned = (call: Call, plan: OperationPlan, whole: Running['whole']): ReturnType<Handler> => {
    const running = runningCall(caller, call, { plan, models, whole });
    const { streamTransformer } = plan;
    if (streamTransformer) {
      return streaming
        ? streaming.runStream(running, streamTransformer, accounting)
        : loadStreaming()
            .then(({ runStream }) => runStream(running, streamTransformer, accounting))
            .catch((thrown: unknown) => {
              throw enriched(thrown, { caller, call });
            });
    }
    if (plan.transformer) return runWhole(running, plan.transformer, accounting);
    throw new KitError(
      'config',
      `${id}: operation "${call.operation}" has neither a transformer nor a streamTransformer.`,
      { field: `operations.${call.operation}` },
    );
  };
  const run = (call: Call, declaration: OperationDeclaration): ReturnType<Handler> => {
    const plain = plainOf(declaration, call.request);
    const plan = planned(plain ?? declaration);
    const whole = plain && (async () => (await planned(declaration)).transformer as Transformer<Operation>);
    if (!(plan instanceof Promise)) return runPlanned(call, plan, whole);
    return plan
      .then((ready) => runPlanned(call, ready, whole))
      .catch((thrown: unknown) => {
        throw enriched(thrown, { caller, call });
      });
  };
  const loadExchange = loadOnce(async () => {
    const [{ createExchange }, reading] = await Promise.all([import('./exchange.ts'), failures.load()]);
    return createExchange({ caller, accounting, failures: reading, run, planned });
  });

  // No async functions of their own: what a running call rejects with says everything already.
  const answered = (call: Call, declaration: OperationDeclaration): ReturnType<Handler> => {
    try {
      const checking = check(call.operation, call.request);
      return checking ? checking.then(() => started(prepare(call), declaration)) : started(prepare(call), declaration);
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  };
  const started = (call: Call, declaration: OperationDeclaration): ReturnType<Handler> => {
    try {
      return run(call, declaration);
    } catch (thrown) {
      return Promise.reject(enriched(thrown, { caller, call }));
    }
  };
  const handled =
    (operation: HandledOperation<Operation>): Handler =>
    async (call) => {
      const checking = check(call.operation, call.request);
      if (checking) await checking;
      const ready = prepare(call);
      try {
        return await operation.handle(ready, await loadExchange());
      } catch (thrown) {
        throw enriched(thrown, { caller, call: ready });
      }
    };

  const handlers: Record<string, Handler> = {};
  for (const operation of Object.keys(definition.operations) as O[]) {
    const declared = definition.operations[operation] as OperationDeclaration | HandledOperation<Operation>;
    handlers[operation] = 'handle' in declared ? handled(declared) : (call) => answered(call, declared);
  }

  const inspect = async (call: Call): Promise<InspectedRequest> => {
    const declared = Object.hasOwn(definition.operations, call.operation)
      ? (definition.operations[call.operation as O] as OperationDeclaration | HandledOperation<Operation>)
      : undefined;
    if (!declared) throw lacksOperation({ id, handlers }, call.operation);
    await check(call.operation, call.request);
    const ready = prepare(call);
    const { inspectDeclared, inspectHandled } = await import('./inspect-call.ts');
    if (!('handle' in declared)) {
      const plan = await planned(plainOf(declared, ready.request) ?? declared);
      return inspectDeclared(runningCall(caller, ready, { plan, models }));
    }
    const endpoint = { path: '', baseURL: declared.baseURL };
    const plan = await planned({ endpoint } as unknown as OperationDeclaration);
    return inspectHandled(ready, declared, { caller, plan });
  };

  const ownFolds = Object.keys(definition.folds ?? {});
  const { catalogue } = definition;
  return {
    id,
    info: { id, name: definition.name, vendor: definition.id },
    handlers: handlers as unknown as Handlers<O>,
    events: new EventHub([definition.auth.events, definition.events]),
    inspect,
    ...(ownFolds.length > 0 && { streamed: ownFolds }),
    ...(catalogue && { catalogue: () => catalogue() }),
    async close() {
      await definition.auth.close?.();
      await closeTransport();
    },
  } satisfies AnyProvider as unknown as Provider<O>;
}

/** A declaration, or where a plain one is loaded from. */
type Declared = OperationDeclaration | PlainDeclaration | { readonly load: () => Promise<PlainDeclaration> };

/** Plans declarations once each; those that load are loaded with their first call. */
function planner(
  sources: Parameters<typeof planOperation>[1],
): (declaration: Declared) => OperationPlan | Promise<OperationPlan> {
  const plans = new WeakMap<Declared, OperationPlan | Promise<OperationPlan>>();
  const planned = (declaration: Declared): OperationPlan | Promise<OperationPlan> => {
    const known = plans.get(declaration);
    if (known) return known;
    if (!('load' in declaration)) {
      const plan = planOperation(declaration as ReadyDeclaration, sources);
      plans.set(declaration, plan);
      return plan;
    }
    const loading = declaration.load().then(
      async (loaded) => {
        const plan = await planned(loaded);
        plans.set(declaration, plan);
        return plan;
      },
      (error: unknown) => {
        // The next call may have more luck: a chunk that could not be fetched, say.
        plans.delete(declaration);
        throw error;
      },
    );
    plans.set(declaration, loading);
    return loading;
  };
  return planned;
}

/** The plain declaration of an operation, if it has one that will do for the request. */
function plainOf(declaration: OperationDeclaration, request: Call['request']) {
  return 'plain' in declaration && declaration.plain?.fits(request) ? declaration.plain : undefined;
}

function limitsReader(own: HttpProviderDefinition<Operation>['rateLimits']): RateLimitReader {
  const read = rateLimitReader();
  return own ? (headers, nowMs) => own(headers, nowMs, read) : read;
}

/** The transport and how it is closed: only one's own is. */
function transportOf({ transport }: HttpProviderOptions): { readonly transport: Transport; close(): Promise<void> } {
  if (transport) return { transport, close: () => Promise.resolve() };
  const own = lazyTransport();
  return { transport: own, close: () => own.close() };
}

/** Operations whose requests have no model that a default could fill in. */
const withoutModel: ReadonlySet<string> = new Set(['models', 'files', 'voices']);
/** Operations that cannot be asked without a model, unless their vendor has one of its own. */
const needModel: ReadonlySet<string> = new Set([
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
]);

/** Where the models of requests come from. */
interface ModelRules {
  readonly byDefault: string | undefined;
  readonly optional: ReadonlySet<string>;
  readonly named: ReadonlySet<string>;
}

/** The call with the provider's defaults. */
function prepared(call: Call, { byDefault, named }: ModelRules, deadlines: Deadlines | undefined): Call {
  const { operation, context } = call;
  const keepsModel = withoutModel.has(operation) || named.has(operation) || 'attach' in call.request;
  const request = keepsModel ? call.request : withModel(call.request, byDefault);
  if (request === call.request && !deadlines) return call;
  return { operation, request, context: deadlines ? withDeadlines(context, deadlines) : context } as Call;
}

function withDeadlines(context: CallContext, deadlines: Deadlines): CallContext {
  const merged = mergeDeadlines(deadlines, context.deadlines);
  return deriveContext(context, merged ? { deadlines: merged } : {});
}

const modelOf = ({ request }: Pick<Call, 'request'>) => (request as { model?: string }).model;

function runningCall(
  caller: Caller,
  call: Call,
  { plan, models, whole }: { plan: OperationPlan; models: ModelRules; whole?: Running['whole'] },
): Running {
  const { operation, request, context } = call;
  const model = modelOf(call);
  const { optional, named } = models;
  if (model === undefined && (named.has(operation) || (needModel.has(operation) && !optional.has(operation)))) {
    const where = named.has(operation)
      ? 'in the request'
      : `in the request, or as the option \`model\` of ${caller.provider}`;
    throw new KitError('invalid-request', `${operation}: \`model\` is required: set it ${where}.`, {
      provider: caller.provider,
      operation,
      field: 'model',
    });
  }
  return { caller, plan, operation, request, model, context, whole };
}

function enriched(thrown: unknown, { caller, call }: { caller: Caller; call: Call }): KitError {
  const { operation, context } = call;
  return toKitError(thrown, 'server').with({
    provider: caller.provider,
    operation,
    model: modelOf(call),
    attempts: context.trace.attempts,
  });
}
