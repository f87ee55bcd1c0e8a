import { expect, it } from 'vitest';
import { isReplayable } from './origin.ts';

const from = { wire: 'anthropic', provider: 'a', endpoint: 'https://api', account: '…1234', model: 'claude' };

it('replays a token where every stated field is equal', () => {
  expect(isReplayable(from, { ...from })).toBe(true);
  expect(isReplayable({ wire: 'anthropic' }, from)).toBe(true);
  expect(isReplayable(from, { wire: 'anthropic', model: 'claude' })).toBe(true);
});

it.each(['provider', 'endpoint', 'account', 'model'] as const)('does not replay it to another %s', (field) => {
  expect(isReplayable(from, { ...from, [field]: 'other' })).toBe(false);
});

it('never replays it on another wire, and may be told which fields count', () => {
  expect(isReplayable(from, { ...from, wire: 'gemini' })).toBe(false);
  expect(isReplayable(from, { wire: 'anthropic', model: 'claude-2' }, ['account'])).toBe(true);
});
