import { expect, it, vi } from 'vitest';
import { rejection } from '../testing/scripted.ts';
import type { CallContext } from './context.ts';
import { defaults } from './defaults.ts';
import { inspect } from './inspect.ts';
import { user } from './message-helpers.ts';
import type { Call } from './operations.ts';
import { pipeline } from './pipeline.ts';
import type { Provider } from './provider.ts';
import { target } from './target.ts';

const messages = [user('Hi')];
const contexts: CallContext[] = [];
const chat = vi.fn();
const provider = {
  id: 'p',
  handlers: { chat },
  async inspect({ request, context }: Call) {
    contexts.push(context);
    return { method: 'POST', url: 'https://x', headers: { authorization: '***' }, body: request, warnings: [] };
  },
} as unknown as Provider<'chat'>;

it('shows what would be sent, through pipelines and targets, and sends nothing', async () => {
  const ai = pipeline(target(provider, { model: 'm' })).use(defaults({ request: { temperature: 0 } }));
  const shown = await inspect(ai, 'chat', { messages }, { tenant: 'acme' });
  expect(shown).toMatchObject({ method: 'POST', body: { messages, model: 'm', temperature: 0 } });
  expect(contexts.at(-1)).toMatchObject({ tenant: 'acme', target: 'p/m' });
  expect(contexts.at(-1)?.scope.closed).toBe(true);
  expect(chat).not.toHaveBeenCalled();
});

it('fails as the call itself would', async () => {
  expect(await rejection(inspect(provider, 'chat', { messages: [] }))).toMatchObject({ code: 'invalid-request' });
  expect(await rejection(inspect(provider, 'embed' as 'chat', { messages }))).toMatchObject({
    code: 'unsupported',
    operation: 'embed',
  });
  expect(
    await rejection(inspect({ id: 'q', handlers: { chat } } as unknown as Provider<'chat'>, 'chat', { messages })),
  ).toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('cannot show its requests'),
  });
});
