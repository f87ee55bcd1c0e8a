import { createContext, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { compatibleMessages, compatibleRules } from './compatible-messages.ts';
import { chatTransformer } from './operations.ts';

const codec = {
  operation: 'chat',
  provider: 'acme',
  vendor: 'acme',
  origin: { provider: 'acme', endpoint: 'acme.example', model: 'acme-1' },
  strict: false,
  raw: false,
  environment: createContext().environment,
  failure: () => new Error('unused') as never,
} as const;
const encoded = (request: object, dialect = compatibleMessages()) => {
  const { wire, warnings } = chatTransformer(dialect).encode(
    { model: 'acme-1', messages: [user('Hi')], ...request } as never,
    codec as never,
  );
  return { wire, warnings, body: (wire.body as { value: Record<string, unknown> }).value };
};

describe('an imitator of the wire', () => {
  it('is asked in the version that takes sampling parameters', () => {
    const { wire, body, warnings } = encoded({ temperature: 0.5 });
    expect(wire.headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
    expect(body).toMatchObject({ temperature: 0.5 });
    expect(warnings).toEqual([]);
  });

  it('thinks with a budget, or not at all', () => {
    expect(encoded({ reasoning: { effort: 'low' } }).body).toMatchObject({ thinking: { type: 'enabled' } });
    expect(encoded({ reasoning: { effort: 'none' } }).body).toMatchObject({ thinking: { type: 'disabled' } });
  });

  it('gets its thoughts back without a signature', () => {
    const thoughts = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm.' },
        { type: 'text', text: 'Yes.' },
      ],
    };
    const { body } = encoded({ messages: [user('Hi'), thoughts, user('And?')] });
    expect(JSON.stringify(body.messages)).toContain('"thinking":"Hm."');
  });

  it('may differ', () => {
    const rules = () => ({ ...compatibleRules, maxOutputTokens: 7 });
    expect(encoded({}, compatibleMessages({ rules })).body).toMatchObject({ max_tokens: 7 });
  });
});
