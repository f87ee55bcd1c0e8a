import { expect, it } from 'vitest';
import { vendorOptions } from './transformer.ts';

it('looks vendor options up by instance, then package, then wire', () => {
  const [mine, openai, wire] = [{ a: 1 }, { a: 2 }, { a: 3 }];
  const keys = { provider: 'mine', vendor: 'openai' };
  expect(vendorOptions({ mine, openai, 'openai-chat': wire }, keys, 'openai-chat')).toBe(mine);
  expect(vendorOptions({ openai, 'openai-chat': wire }, keys, 'openai-chat')).toBe(openai);
  expect(vendorOptions({ 'openai-chat': wire }, keys, 'openai-chat')).toBe(wire);
  expect(vendorOptions({ other: wire }, keys, 'openai-chat')).toBeUndefined();
  expect(vendorOptions(undefined, keys, 'openai-chat')).toBeUndefined();
});
