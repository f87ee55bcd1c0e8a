import { describe, expect, it, vi } from 'vitest';
import { user } from './message-helpers.ts';
import { defineMiddleware, type MiddlewareDefinition } from './middleware.ts';
import type { Handler, Operation } from './operations.ts';
import { pipeline } from './pipeline.ts';
import type { Provider } from './provider.ts';

const handler = (async () => ({})) as unknown as Handler;
const at = (operation: string) => ({ operation }) as never;

describe('defineMiddleware', () => {
  it('wraps the operations that it names, `every` the others, and leaves the rest alone', () => {
    const chat = vi.fn((next: Handler<'chat'>) => next);
    const seen: string[] = [];
    const every = <K extends Operation>(next: Handler<K>, point: { readonly operation: K }) => {
      seen.push(point.operation);
      return next;
    };
    defineMiddleware({ name: 'x', chat }).wrap(handler, at('chat'));
    expect(chat).toHaveBeenCalledOnce();
    expect(defineMiddleware({ name: 'x', chat }).wrap(handler, at('embed'))).toBe(handler);
    const both = defineMiddleware({ name: 'x', chat, every });
    both.wrap(handler, at('chat'));
    both.wrap(handler, at('embed'));
    expect(seen).toEqual(['embed']);
  });

  it('does not take its own fields for operations', () => {
    const prepare = <C>(call: C) => call;
    const made = defineMiddleware({ name: 'x', prepare, close: async () => {} });
    expect(made.prepare).toBe(prepare);
    for (const operation of ['prepare', 'close', 'name', 'every', 'constructor']) {
      expect(made.wrap(handler, at(operation))).toBe(handler);
    }
    expect('close' in defineMiddleware({ name: 'x' })).toBe(false);
  });

  it('wraps operations of third parties', () => {
    const wrapper = vi.fn((next: unknown) => next);
    defineMiddleware({ name: 'x', translate: wrapper } as MiddlewareDefinition).wrap(handler, at('translate'));
    expect(wrapper).toHaveBeenCalledOnce();
  });

  it.each<[object, string]>([
    [{ chat: () => {} }, 'name'],
    [{ name: 'x', chat: true }, 'chat'],
    [{ name: 'x', every: 'yes' }, 'every'],
    [{ name: 'x', prepare: {} }, 'prepare'],
  ])('refuses %o', (definition, field) => {
    expect(() => defineMiddleware(definition as MiddlewareDefinition)).toThrow(
      expect.objectContaining({ code: 'config', field }),
    );
  });

  it('changes calls and answers', async () => {
    const provider = {
      id: 'p',
      handlers: { chat: async ({ request }) => ({ text: `about ${request.messages.length}` }) as never },
    } as Provider<'chat'>;
    const shout = defineMiddleware({
      name: 'shout',
      chat: (next) => async (call) => {
        const response = await next({
          ...call,
          request: { ...call.request, messages: [...call.request.messages, user('please')] },
        });
        return { ...response, text: response.text.toUpperCase() };
      },
    });
    expect(
      (
        await pipeline(provider)
          .use(shout)
          .chat({ messages: [user('Hi')] })
      ).text,
    ).toBe('ABOUT 2');
  });
});
