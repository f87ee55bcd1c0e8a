import { type Call, createContext, user } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callKey, checkKeyBy } from './call-key.ts';

const call = (options: Parameters<typeof createContext>[0] = {}, model?: string): Call => ({
  operation: 'chat',
  request: { messages: [user('Hi')], ...(model !== undefined && { model }) },
  context: createContext(options),
});

describe('callKey', () => {
  it('names what a call says about itself', () => {
    const one = call({ tenant: 'acme & co', user: 'ann', project: 'p', actor: { id: 'a' } }, 'big/1');
    expect(callKey('tenant', one, 'openai')).toBe('tenant=acme%20%26%20co');
    expect(callKey(['provider', 'model', 'operation'], one, 'openai')).toBe(
      'provider=openai/model=big%2F1/operation=chat',
    );
    expect(callKey(['user', 'project', 'actor', 'target'], one, 'openai')).toBe('user=ann/project=p/actor=a/target');
    expect(callKey(({ context }) => `plan ${context.tenant}`, one, 'openai')).toBe('plan%20acme%20%26%20co');
  });

  it('tells credentials apart without showing them', () => {
    const keyOf = (apiKey: string) => callKey('credentials', call({ credentials: { apiKey } }), 'openai');
    expect(keyOf('hunter2')).toBe(keyOf('hunter2'));
    expect(keyOf('hunter2')).not.toBe(keyOf('hunter3'));
    expect(keyOf('hunter2')).not.toContain('hunter');
    expect(callKey('credentials', call(), 'openai')).toBe('credentials');
  });

  it('gives different calls different keys, whatever their parts hold', () => {
    const property = fc.property(
      ...([fc.string(), fc.string(), fc.string(), fc.string()] as const),
      (tenant, name, otherTenant, otherName) => {
        fc.pre(tenant !== '' && name !== '' && otherTenant !== '' && otherName !== '');
        const key = callKey(['tenant', 'user'], call({ tenant, user: name }), 'openai');
        const other = callKey(['tenant', 'user'], call({ tenant: otherTenant, user: otherName }), 'openai');
        expect(key === other).toBe(tenant === otherTenant && name === otherName);
      },
    );
    fc.assert(property);
  });

  it('takes nothing else', () => {
    expect(checkKeyBy('tenants')).toMatch(/one or several of "provider"/);
    expect(checkKeyBy(['tenant', 7])).toMatch(/one or several/);
    expect([checkKeyBy('tenant'), checkKeyBy(['tenant', 'model']), checkKeyBy(() => '')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(() => callKey(() => 7 as never, call(), 'openai')).toThrow(/must answer a string/);
  });
});
