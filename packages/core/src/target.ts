// A target: a provider with what a combinator has to know of it, above all its own model names.
import { deriveContext } from './context.ts';
import { KitError } from './errors.ts';
import type { Call, Handler, Handlers, Operation } from './operations.ts';
import { checkOptions } from './options.ts';
import type { AnyProvider, OperationsOf, Provider } from './provider.ts';
import { takesModel } from './takes-model.ts';

export interface TargetOptions {
  /** Name of the target in traces and events; `provider/model` if absent. */
  readonly id?: string;
  /** The model that every call of this target asks for, whatever the request says. */
  readonly model?: string;
  /** The request's model name → this provider's; names that are not listed pass as they are (or become `model`). */
  readonly models?: Readonly<Record<string, string>>;
  /** Share of calls among the targets of a balancer; 1 if absent. */
  readonly weight?: number;
  /** Lower comes first. */
  readonly priority?: number;
  readonly region?: string;
  /** Where data stays: `eu`, `us`, … */
  readonly residency?: string;
  readonly tags?: readonly string[];
  /** Quality tier, higher is better. */
  readonly tier?: number;
  /** Languages that it serves well. */
  readonly languages?: readonly string[];
  readonly limits?: {
    readonly requestsPerMinute?: number;
    readonly tokensPerMinute?: number;
    readonly concurrency?: number;
  };
}

export interface TargetInfo extends TargetOptions {
  readonly id: string;
}

export type Target<O extends Operation = never> = Provider<O> & { readonly target: TargetInfo };

/**
 * Gives a provider a place among others: `fallback(target(openai(), { model: 'gpt-6' }), target(anthropic(), …))`.
 * A call keeps everything but its model's name.
 */
export function target<P extends AnyProvider>(provider: P, options: TargetOptions = {}): Target<OperationsOf<P>> {
  checkOptions('target()', options, {
    id: 'string',
    model: 'string',
    models: 'object',
    weight: 'number',
    priority: 'number',
    region: 'string',
    residency: 'string',
    tags: 'array',
    tier: 'number',
    languages: 'array',
    limits: 'object',
  });
  const inner = provider as unknown as Provider<Operation>;
  if (typeof ((inner as Partial<typeof inner> | undefined)?.handlers ?? undefined) !== 'object') {
    throw new KitError('config', 'target() takes a provider: an object with `id` and `handlers`, such as openai().', {
      field: 'provider',
    });
  }
  const id = options.id ?? (options.model ? `${inner.id}/${options.model}` : inner.id);
  const info: TargetInfo = { ...options, id };
  const aim = (call: Call): Call => {
    const asked = (call.request as { model?: string }).model;
    const model = takesModel(call.operation) ? modelFor(asked, options) : undefined;
    const request = model === undefined ? call.request : { ...call.request, model };
    return { operation: call.operation, request, context: deriveContext(call.context, { target: id }) } as Call;
  };
  const handlers: Record<string, Handler> = {};
  for (const operation of Object.keys(inner.handlers) as Operation[]) {
    handlers[operation] = (call) => (inner.handlers[operation] as Handler)(aim(call));
  }
  return {
    id: inner.id,
    info: inner.info ?? { id: inner.id },
    target: info,
    handlers: handlers as unknown as Handlers<OperationsOf<P>>,
    ...(inner.streamed && { streamed: inner.streamed }),
    ...(inner.events && { events: inner.events }),
    ...(inner.catalogue && { catalogue: inner.catalogue.bind(inner) }),
    ...(inner.inspect && {
      inspect: (call: Call) => inner.inspect?.(aim(call)) as ReturnType<NonNullable<typeof inner.inspect>>,
    }),
    ...(inner.close && { close: inner.close.bind(inner) }),
  };
}

function modelFor(asked: string | undefined, { model, models }: TargetOptions): string | undefined {
  const mapped = asked !== undefined && models && Object.hasOwn(models, asked) ? models[asked] : undefined;
  return mapped ?? model ?? asked;
}

/** What a combinator knows of a provider: its target's description, or just its id. */
export function targetInfo(provider: AnyProvider): TargetInfo {
  return (provider as { target?: TargetInfo }).target ?? { id: (provider as { id: string }).id };
}
