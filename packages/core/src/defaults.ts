// Defaults: request fields and call options for every call that does not set them itself.
import { checkCallOptions } from './call-options.ts';
import { type CallContext, type CallOptions, deriveContext } from './context.ts';
import { mergeDeadlines } from './deadlines.ts';
import { KitError } from './errors.ts';
import type { Middleware } from './middleware.ts';
import type { ChatRequest } from './model/chat.ts';
import type { Call, Operation } from './operations.ts';
import { checkOptions } from './options.ts';
import { checkRequest } from './requests.ts';
import { takesModel } from './takes-model.ts';

export interface Defaults {
  /** Fields of the request; a field that the call sets wins. Fields that an operation does not have are left out. */
  readonly request?: Partial<Omit<ChatRequest, 'messages'>>;
  /** Call options; those of the call win, deadlines are merged, headers and query too. */
  readonly options?: Omit<CallOptions, 'signal' | 'requestId'>;
}

const chatOperations: ReadonlySet<string> = new Set(['chat', 'stream', 'countTokens']);

/** A middleware that fills in what calls leave open: `pipeline(openai()).use(defaults({ request: { temperature: 0 } }))`. */
export function defaults(given: Defaults): Middleware {
  checkOptions('defaults()', given, { request: 'object', options: 'object' });
  const { request, options } = given ?? {};
  if (request) checkFields(request);
  if (options) checkCallOptions(options);
  // Of a chat's fields only the model makes sense for other operations too.
  const model = request?.model === undefined ? undefined : { model: request.model };
  return {
    name: 'defaults',
    wrap: (next) => next,
    prepare<K extends Operation>(call: Call<K>): Call<K> {
      const { operation, context } = call;
      const fields = chatOperations.has(operation) ? request : takesModel(operation) ? model : undefined;
      return {
        operation,
        request: fields ? fill(fields, call.request) : call.request,
        context: options ? deriveContext(context, optionsBelow(options, context)) : context,
      };
    },
  };
}

/** They join requests that have been checked already. */
function checkFields(request: NonNullable<Defaults['request']>): void {
  try {
    checkRequest('chat', { ...request, messages: [{ role: 'user', content: '' }] });
  } catch (error) {
    const { message, field } = error as KitError;
    throw new KitError('config', `defaults(): ${message}`, { field: `request.${field}` });
  }
}

/** The default options that are in force for a call: the call's own win, what has several entries is merged. */
function optionsBelow(options: CallOptions, context: CallContext): Partial<CallContext> {
  const { deadlines, headers, query, tags } = options;
  const unset = Object.entries(options).filter(([name]) => context[name as keyof CallContext] === undefined);
  return {
    ...Object.fromEntries(unset),
    ...(deadlines && { deadlines: mergeDeadlines(deadlines, context.deadlines) }),
    ...(headers && { headers: { ...headers, ...context.headers } }),
    ...(query && { query: { ...query, ...context.query } }),
    ...(tags && { tags: [...tags, ...(context.tags ?? [])] }),
  };
}

/** The fields of `over` that are set, on top of `under`. */
function fill<T extends object>(under: object, over: T): T {
  const filled: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) if (value !== undefined) filled[name] = value;
  return filled as T;
}
