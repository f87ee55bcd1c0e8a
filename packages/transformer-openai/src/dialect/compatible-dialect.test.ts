import { expect, it } from 'vitest';
import { compatibleDialect } from './compatible-dialect.ts';

it('says nothing to a server of which nothing is known that strict servers refuse', () => {
  expect(compatibleDialect()).toMatchObject({
    chat: { fields: { maxTokens: 'max_tokens', serviceTier: false }, strictTools: false, strictOutput: false },
    embed: { encodingFormat: 'float' },
    responses: { store: undefined, encryptedReasoning: false },
  });
});

it('joins fields name by name, and lets a later layer win', () => {
  const { chat } = compatibleDialect(
    { chat: { fields: { topK: 'top_k', seed: false }, names: false } },
    { chat: { fields: { seed: 'random_seed' } } },
    undefined,
  );
  expect(chat).toMatchObject({ fields: { maxTokens: 'max_tokens', topK: 'top_k', seed: 'random_seed' }, names: false });
});

it('asks the rules of every layer, the later ones on top', () => {
  const { chat } = compatibleDialect(
    { chat: { rules: () => ({ maxStops: 1, fields: { seed: false } }) } },
    { chat: { rules: (model) => (model === 'big' ? { maxStops: 9, fields: { topK: 'k' } } : undefined) } },
  );
  const request = { messages: [] };
  expect(chat?.rules?.('big', request)).toEqual({ maxStops: 9, fields: { seed: false, topK: 'k' } });
  expect(chat?.rules?.('small', request)).toEqual({ maxStops: 1, fields: { seed: false } });
});

it('adds operations that the layers below do not have', () => {
  expect(compatibleDialect({ image: { path: '/draw' } }).image).toEqual({ path: '/draw' });
});
