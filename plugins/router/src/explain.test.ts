import { pipeline, target, user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { router } from './router.ts';
import { failure, vendor } from './testing/vendors.ts';

const request = { messages: [user('A secret.')] };

function shop() {
  const models = [{ id: 'm', price: { input: 10, output: 10 } }];
  const [a, b, c] = [vendor('a', { models }), vendor('b'), vendor('c')];
  const routes = router({
    targets: {
      a: target(a, { model: 'm', residency: 'eu', tier: 2 }),
      b: target(b, { residency: 'us' }),
      c: target(c, { residency: 'eu' }),
    },
    rules: [
      { name: 'refused', when: { tenant: 'evil' }, reject: { code: 'permission', message: 'No.' } },
      { name: 'eu data', when: { residency: 'eu' }, balance: 'highest-quality', among: { matching: ['residency'] } },
      { when: { user: 'ann' }, use: ['b', 'a'] },
    ],
    default: 'c',
    aliases: { smart: 'm' },
    detect: { residency: () => 'us' },
  });
  return { routes, a, b, c };
}

describe('explain', () => {
  it('says which rule decides, why, and who would be asked in which order', async () => {
    const { routes, a, b, c } = shop();
    const explained = await routes.explain({ operation: 'chat', request, options: { user: 'ann' } });
    expect(explained).toMatchObject({ rule: 'rules[2]', because: 'user "ann" is "ann"', targets: ['b', 'a'] });
    expect(explained.rules).toEqual([
      { rule: 'refused', holds: false, because: 'tenant (none) is not "evil"' },
      { rule: 'eu data', holds: false, because: 'residency "us" is not "eu"' },
      { rule: 'rules[2]', holds: true, because: 'user "ann" is "ann"' },
    ]);
    expect([a.asked, b.asked, c.asked]).toEqual([[], [], []]);
  });

  it('shows what a choice goes by, and why targets are left out', async () => {
    const explained = await shop().routes.explain({ operation: 'chat', request, options: { tags: ['residency:eu'] } });
    expect(explained).toMatchObject({ rule: 'eu data', strategy: 'highest-quality', targets: ['a', 'c'] });
    expect(explained.candidates).toMatchObject([
      {
        target: 'a',
        eligible: true,
        because: 'strategy',
        health: 1,
        inFlight: 0,
        quality: 2,
        cost: expect.any(Number),
      },
      { target: 'b', eligible: false, because: 'its residency is "us", not "eu"', quality: 0 },
      { target: 'c', eligible: true, quality: 0 },
    ]);
  });

  it('shows the facts that rules go by, and nothing of the prompt', async () => {
    const options = { tenant: 't', tags: ['tier:2', 'x'] };
    const call = {
      operation: 'chat',
      request: { ...request, model: 'smart', tools: [{ name: 'f' }] },
      options,
    } as const;
    const explained = await shop().routes.explain(call);
    expect(explained.facts).toEqual({
      operation: 'chat',
      model: 'm',
      tenant: 't',
      tags: ['tier:2', 'x'],
      tier: 2,
      residency: 'us',
      capabilities: ['tools'],
      estimatedTokens: expect.any(Number),
    });
    expect(JSON.stringify(explained)).not.toContain('secret');
  });

  it('says what a call would be rejected with, without rejecting', async () => {
    const explained = await shop().routes.explain({ operation: 'chat', request, options: { tenant: 'evil' } });
    expect(explained).toMatchObject({ rule: 'refused', targets: [], error: { code: 'permission', message: 'No.' } });
  });

  it('names the default when no rule holds', async () => {
    const explained = await shop().routes.explain({ operation: 'chat', request });
    expect(explained).toMatchObject({ rule: 'default', because: 'no rule holds', targets: ['c'] });
  });

  it('says the same as the call then does, and counts no turn', async () => {
    const environment = virtualEnvironment();
    const routes = router({ targets: { a: vendor('a'), b: vendor('b') }, rules: [{ balance: 'round-robin' }] });
    const ai = pipeline(routes, { environment });
    for (let call = 0; call < 6; call++) {
      const { targets } = await routes.explain({ operation: 'chat', request });
      await routes.explain({ operation: 'chat', request });
      expect((await ai.chat(request)).meta.provider).toBe(targets[0]);
    }
  });

  it('shows what keeps a conversation where it is', async () => {
    const data = { origin: { wire: 'w', provider: 'b' }, data: 1 };
    const turns = [
      user('Hi'),
      { role: 'assistant', content: [{ type: 'reasoning', text: '', vendor: data }] },
      user('Go on'),
    ] as const;
    const routes = router({ targets: { a: vendor('a'), b: vendor('b') }, rules: [{ balance: 'round-robin' }] });
    const { targets, candidates } = await routes.explain({ operation: 'chat', request: { messages: turns } });
    expect(targets).toEqual(['b', 'a']);
    expect(candidates?.[1]?.because).toBe('affinity: vendor-data');
  });

  it('refuses what the call would be refused for', async () => {
    const wrong = { operation: 'chat', request: { messages: 'Hi' as never } } as const;
    expect((await failure(shop().routes.explain(wrong))).code).toBe('invalid-request');
  });
});
