// What stands before and behind every call: a model must be named where one is managed, and a server must be there.
import { type Call, type Handler, type Handlers, KitError, type Operation, type Provider } from '@kit/core';
import { withConnectionHint } from './connection-hint.ts';

/** They never fall back to the provider's default model: nobody wants that one deleted by mistake. */
const modelNeeded: ReadonlySet<string> = new Set(['pull', 'show', 'delete']);

export function guarded<O extends Operation>(provider: Provider<O>, baseURL: string): Provider<O> {
  const handlers: Record<string, Handler> = {};
  for (const [operation, handler] of Object.entries(provider.handlers) as [string, Handler][]) {
    handlers[operation] = async (call) => {
      if (modelNeeded.has(operation)) checkModel(call, provider.id);
      try {
        return await handler(call);
      } catch (error) {
        throw withConnectionHint(error, baseURL);
      }
    };
  }
  return { ...provider, handlers: handlers as unknown as Handlers<O> };
}

function checkModel({ operation, request }: Call, provider: string): void {
  const { model } = request as { model?: unknown };
  if (typeof model === 'string' && model !== '') return;
  const message = `${operation}: \`model\` is required: the name of a model, such as "qwen3:8b".`;
  throw new KitError('invalid-request', message, { provider, operation, field: 'model' });
}
