// Defaults: request fields and call options for every call that does not set them itself.
import { type CallOptions, deriveContext } from './context.ts';
import { mergeDeadlines } from './deadlines.ts';
import { type Middleware } from './middleware.ts';
import type { ChatRequest } from './model/chat.ts';
import type { Call, Operation } from './operations.ts';

export interface Defaults {
  /** Fields of the request; a field that the call sets wins. Fields that an operation does not have are left out. */
  readonly request?: Partial<Omit<ChatRequest, 'messages'>>;
  /** Call options; those of the call win, deadlines are merged, headers and query too. */
  readonly options?: Omit<CallOptions, 'signal' | 'requestId'>;
}

const chatOperations: ReadonlySet<string> = new Set(['chat', 'stream', 'countTokens']);

/** A middleware that fills in what calls leave open: `pipeline(openai()).use(defaults({ request: { temperature: 0 } }))`. */
export function defaults({ request, options }: Defaults): Middleware {
  return {
    name: 'defaults',
    wrap: (next) => next,
    prepare<K extends Operation>(call: Call<K>): Call<K> {
      // Only the model makes sense for every operation.
      const fields = chatOperations.has(call.operation) ? request : request?.model === undefined ? undefined : { model: request.model };
      const filled = fields ? fill(fields, call.request) : call.request;
      if (!options) return { ...call, request: filled };
      const { context } = call;
      return {
        ...call,
        request: filled,
        context: deriveContext(context, {
          ...fill(options, context as object),
          ...(options.deadlines && { deadlines: mergeDeadlines(options.deadlines, context.deadlines) }),
          ...(options.headers && { headers: { ...options.headers, ...context.headers } }),
          ...(options.query && { query: { ...options.query, ...context.query } }),
          ...(options.tags && { tags: [...options.tags, ...(context.tags ?? [])] }),
        }),
      };
    },
  };
}

/** The fields of `over` that are set, on top of `under`. */
function fill<T extends object>(under: object, over: T): T {
  const filled: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) if (value !== undefined) filled[name] = value;
  return filled as T;
}
