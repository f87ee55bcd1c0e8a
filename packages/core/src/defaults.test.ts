import { describe, expect, it } from 'vitest';
import { rejection } from '../testing/scripted.ts';
import { virtualEnvironment } from '../testing/virtual-environment.ts';
import { type Defaults, defaults } from './defaults.ts';
import { user } from './message-helpers.ts';
import type { Call } from './operations.ts';
import { pipeline } from './pipeline.ts';
import type { Provider } from './provider.ts';

const messages = [user('Hi')];
const recording = () => {
  const calls: Call[] = [];
  const record = (async (call: Call) => {
    calls.push(call);
    return {};
  }) as never;
  const provider = { id: 'p', handlers: { chat: record, embed: record, files: record } } as unknown as Provider<
    'chat' | 'embed' | 'files'
  >;
  return { calls, provider };
};

describe('defaults', () => {
  it('fill in request fields that the call leaves open', async () => {
    const { calls, provider } = recording();
    const ai = pipeline(provider).use(defaults({ request: { model: 'm', temperature: 0, maxTokens: 5 } }));
    await ai.chat({ messages, temperature: 1, maxTokens: undefined });
    expect(calls[0]?.request).toEqual({ messages, model: 'm', temperature: 1, maxTokens: 5 });
  });

  it('give other operations the model alone, and those without one nothing', async () => {
    const { calls, provider } = recording();
    const ai = pipeline(provider).use(defaults({ request: { model: 'm', temperature: 0 } }));
    await ai.embed({ input: 'x' });
    await ai.files({ action: 'list' });
    expect(calls.map(({ request }) => request)).toEqual([{ input: 'x', model: 'm' }, { action: 'list' }]);
    const plain = recording();
    await pipeline(plain.provider)
      .use(defaults({ request: { temperature: 0 } }))
      .embed({ input: 'x' });
    expect(plain.calls[0]?.request).toEqual({ input: 'x' });
  });

  it('fill in call options, and merge those with several entries', async () => {
    const { calls, provider } = recording();
    const ai = pipeline(provider).use(
      defaults({
        options: {
          tenant: 'acme',
          user: 'u',
          headers: { a: '1', b: '1' },
          query: { q: '1' },
          tags: ['x'],
          deadlines: { idle: 5, firstPart: 5 },
          raw: true,
        },
      }),
    );
    await ai.chat({ messages }, { user: 'mine', headers: { b: '2' }, tags: ['y'], deadlines: { idle: 9 }, raw: false });
    expect(calls[0]?.context).toMatchObject({
      tenant: 'acme',
      user: 'mine',
      headers: { a: '1', b: '2' },
      query: { q: '1' },
      tags: ['x', 'y'],
      deadlines: { idle: 9, firstPart: 5 },
      raw: false,
    });
    await ai.chat({ messages });
    expect(calls[1]?.context).toMatchObject({ user: 'u', tags: ['x'], requestId: expect.any(String) });
  });

  it('of an inner pipeline come after those of the outer one', async () => {
    const { calls, provider } = recording();
    const inner = pipeline(provider).use(defaults({ request: { model: 'inner' }, options: { tenant: 'inner' } }));
    await pipeline(inner)
      .use(defaults({ request: { model: 'outer' } }))
      .chat({ messages });
    expect(calls[0]).toMatchObject({ request: { model: 'outer' }, context: { tenant: 'inner' } });
  });

  it('bound the whole call with a total deadline, and a call may have its own', async () => {
    const environment = virtualEnvironment();
    const stuck = { id: 'p', handlers: { chat: () => new Promise(() => {}) } } as unknown as Provider<'chat'>;
    const ai = pipeline(stuck, { environment }).use(defaults({ options: { deadlines: { total: 100 } } }));
    const [usual, longer] = [
      rejection(ai.chat({ messages })),
      rejection(ai.chat({ messages }, { deadlines: { total: 300 } })),
    ];
    await environment.advance(100);
    expect(await usual).toMatchObject({ code: 'timeout', message: expect.stringContaining('100 ms') });
    expect(environment.timers).toBe(1);
    await environment.advance(200);
    expect(await longer).toMatchObject({ code: 'timeout', message: expect.stringContaining('300 ms') });
    expect(environment.timers).toBe(0);
  });

  it.each<[object, string]>([
    [{ model: 'm' }, 'defaults(): unknown option `model`'],
    [{ request: 'x' }, '`request` must be an object'],
    [{ request: { temperature: '0' } }, '`temperature` must be a finite number'],
    [{ request: { temprature: 0 } }, 'unknown field `temprature`'],
    [{ options: { tennant: 'x' } }, 'unknown option `tennant`. Did you mean `tenant`?'],
  ])('refuse %o', (wrong, message) => {
    expect(() => defaults(wrong as Defaults)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(message) }),
    );
  });
});
