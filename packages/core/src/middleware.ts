// A middleware wraps a provider's handlers, once per operation, when the pipeline is built.
import type { Environment } from './environment.ts';
import { KitError } from './errors.ts';
import type { EventHub } from './events.ts';
import type { Catalogue } from './model/models.ts';
import type { Call, Handler, Operation } from './operations.ts';
import type { ProviderInfo } from './provider.ts';

/** Where a middleware is being wrapped around a handler. */
export interface WrapPoint<K extends Operation = Operation> {
  readonly operation: K;
  /** True if the operation answers a stream. */
  readonly streamed: boolean;
  readonly provider: ProviderInfo;
  /** Names of all middlewares of this pipeline, outermost first. */
  readonly middleware: readonly string[];
  /** This pipeline's events: emit what happens, listen to what others emit. */
  readonly events: EventHub;
  readonly environment: Environment;
  /** The provider's catalogue, if it has one. */
  catalogue?(): Promise<Catalogue>;
}

export interface Middleware {
  readonly name: string;
  /**
   * The handler to be called instead of `next`. A middleware that has nothing to do for the operation returns `next`
   * itself and costs nothing there.
   */
  wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K>;
  /** Changes a call before it is encoded; honoured by `inspect` too. Use it for pure changes of requests. */
  prepare?<K extends Operation>(call: Call<K>): Call<K>;
  close?(): Promise<void>;
}

/** Fields of a definition that are no operations. */
const reserved: ReadonlySet<string> = new Set(['name', 'every', 'prepare', 'close']);

type Wrapper<K extends Operation> = (next: Handler<K>, at: WrapPoint<K>) => Handler<K>;

/** A typed wrapper for each operation of interest; `every` for those not named. */
export type MiddlewareDefinition = {
  readonly name: string;
  readonly every?: <K extends Operation>(next: Handler<K>, at: WrapPoint<K>) => Handler<K>;
  readonly prepare?: <K extends Operation>(call: Call<K>) => Call<K>;
  readonly close?: () => Promise<void>;
} & { readonly [K in Operation]?: Wrapper<K> };

/**
 * Makes a middleware out of typed wrappers.
 *
 * @example
 * const shout = defineMiddleware({
 *   name: 'shout',
 *   chat: (next) => async (call) => {
 *     const response = await next(call);
 *     return { ...response, text: response.text.toUpperCase() };
 *   },
 * });
 */
export function defineMiddleware(definition: MiddlewareDefinition): Middleware {
  const { name, every, prepare, close } = definition;
  if (!name)
    throw new KitError('config', 'defineMiddleware: `name` is required, for example "measure".', { field: 'name' });
  for (const [field, value] of Object.entries(definition)) {
    if (field === 'name' || value === undefined || typeof value === 'function') continue;
    const expected = reserved.has(field) ? 'a function' : 'a function (next, at) => handler';
    throw new KitError('config', `defineMiddleware("${name}"): \`${field}\` must be ${expected}.`, { field });
  }
  const wrappers = new Map<string, unknown>(Object.entries(definition).filter(([field]) => !reserved.has(field)));
  return {
    name,
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      const wrapper = wrappers.get(at.operation) as Wrapper<K> | undefined;
      if (wrapper) return wrapper(next, at);
      return every ? every(next, at) : next;
    },
    ...(prepare && { prepare }),
    ...(close && { close }),
  };
}
