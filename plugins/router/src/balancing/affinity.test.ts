// A conversation stays where its prompt cache and its reasoning signatures are.
import { type AssistantMessage, type Message, type Origin, pipeline, system, target, user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { type BalanceOptions, balance } from '../balance.ts';
import { fallback } from '../fallback.ts';
import { fails, vendor } from '../testing/vendors.ts';

const long = system('You are a helpful assistant of the Acme company. '.repeat(120));

function signed(origin: Partial<Origin>): AssistantMessage {
  const vendorData = { origin: { wire: 'anthropic', ...origin }, data: { signature: 'x' } };
  return {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'hm', vendor: vendorData },
      { type: 'text', text: 'Hi.' },
    ],
  };
}

function three(options: BalanceOptions = {}) {
  const environment = virtualEnvironment();
  const vendors = [vendor('a'), vendor('b'), vendor('c')] as const;
  const ai = pipeline(balance(...vendors, { strategy: 'round-robin', ...options }), { environment });
  const ask = async (...messages: readonly Message[]) => (await ai.chat({ messages })).meta.provider;
  return { environment, vendors, ai, ask };
}

describe('signatures', () => {
  it('lead a conversation back to the provider that made them', async () => {
    const { ask } = three();
    const answers: string[] = [];
    for (let turn = 0; turn < 6; turn++) answers.push(await ask(user('Hi'), signed({ provider: 'b' }), user('Go on')));
    expect(answers).toEqual(Array(6).fill('b'));
  });

  it('count for the latest turn', async () => {
    const { ask } = three();
    const turns = [user('Hi'), signed({ provider: 'a' }), user('Go on'), signed({ provider: 'c' }), user('And?')];
    expect([await ask(...turns), await ask(...turns)]).toEqual(['c', 'c']);
  });

  it('lead to the target with the same model, where one provider has several', async () => {
    const openai = vendor('openai');
    const ai = pipeline(
      balance(target(openai, { model: 'small' }), target(openai, { model: 'large' }), { strategy: 'round-robin' }),
    );
    const messages = [user('Hi'), signed({ provider: 'openai', model: 'large' }), user('Go on')];
    await ai.chat({ messages });
    await ai.chat({ messages });
    expect(openai.asked).toEqual(['large', 'large']);
  });

  it('lead into a combinator once something inside of it has answered', async () => {
    const inside = fallback(vendor('x', { act: fails('server') }), vendor('y'));
    const ai = pipeline(balance(inside, vendor('b'), { strategy: 'round-robin', minHealth: 0 }));
    const ask = async (...messages: readonly Message[]) => (await ai.chat({ messages })).meta.provider;
    await ask(user('Hi'));
    await ask(user('Hi'));
    const later = [user('Hi'), signed({ provider: 'y' }), user('Go on')];
    expect([await ask(...later), await ask(...later)]).toEqual(['y', 'y']);
  });

  it('of nobody here change nothing', async () => {
    const { ask } = three();
    const turns = [user('Hi'), signed({ provider: 'z' }), user('Go on')];
    expect([await ask(...turns), await ask(...turns), await ask(...turns)]).toEqual(['a', 'b', 'c']);
  });

  it('do not lead to a target that is ill', async () => {
    const { ask } = three({ health: ({ id }) => (id === 'b' ? { status: 'down' } : undefined) });
    expect(await ask(user('Hi'), signed({ provider: 'b' }), user('Go on'))).not.toBe('b');
  });
});

describe('a prompt cache', () => {
  it('keeps a conversation of a long prefix at one target, and shares conversations out', async () => {
    const { ask } = three();
    const first = [await ask(long, user('One')), await ask(long, user('Two')), await ask(long, user('Three'))];
    expect(first).toEqual(['a', 'b', 'c']);
    expect(await ask(long, user('Two'), signed({}), user('Go on'))).toBe('b');
    expect(await ask(long, user('One'), signed({}), user('Go on'))).toBe('a');
  });

  it('does not hold back what is short', async () => {
    const { ask } = three();
    expect([await ask(user('Hi')), await ask(user('Hi'))]).toEqual(['a', 'b']);
  });

  it('moves with the conversation when its target fails', async () => {
    const { ask, vendors } = three();
    await ask(long, user('One'));
    vendors[0].act = fails('overloaded', { retryAfterMs: 1_000 });
    const second = await ask(long, user('One'));
    expect(second).not.toBe('a');
    vendors[0].act = 'from a';
    expect(await ask(long, user('One'))).toBe(second);
  });

  it('is forgotten five minutes after its last call', async () => {
    const { ask, environment } = three();
    await ask(long, user('One'));
    await environment.advance(290_000);
    expect(await ask(long, user('One'))).toBe('a');
    await environment.advance(301_000);
    expect(await ask(long, user('One'))).toBe('b');
  });

  it('is remembered for a bounded number of conversations', async () => {
    const { ask } = three({ affinity: { maxConversations: 2 } });
    await ask(long, user('One'));
    await ask(long, user('Two'));
    await ask(long, user('Three'));
    expect([await ask(long, user('Three')), await ask(long, user('Two'))]).toEqual(['c', 'b']);
    // The first one is forgotten: it goes to whose turn it is, which is not a's.
    await ask(user('Hi'));
    expect(await ask(long, user('One'))).toBe('b');
  });

  it('can be switched off', async () => {
    const { ask } = three({ affinity: false });
    expect([await ask(long, user('One')), await ask(long, user('One'))]).toEqual(['a', 'b']);
    expect(await ask(user('Hi'), signed({ provider: 'b' }), user('Go on'))).toBe('c');
  });
});
