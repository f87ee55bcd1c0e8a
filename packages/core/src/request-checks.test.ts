import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTextChat, requestChecks } from './request-checks.ts';
import { checkRequest } from './requests.ts';

const rarely = (values: fc.Arbitrary<unknown>) => fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, values);
const anything = fc.constantFrom(undefined, null, '', 'x', 0, -1, 1.5, Number.NaN, 7, true, [], {}, ['x']);
const message = fc.oneof(
  { weight: 8, arbitrary: fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: fc.string() }) },
  fc.record({ role: fc.constantFrom('user', 'tool', 'robot', undefined), content: fc.oneof(fc.string(), anything) }),
  anything,
);
const request = fc.record(
  {
    messages: fc.oneof({ weight: 8, arbitrary: fc.array(message, { maxLength: 3 }) }, anything),
    model: fc.oneof({ weight: 3, arbitrary: fc.string() }, anything),
    temperature: fc.oneof({ weight: 3, arbitrary: fc.double() }, anything),
    maxTokens: fc.oneof({ weight: 3, arbitrary: fc.integer() }, anything),
    topK: rarely(anything),
    tools: rarely(anything),
    mesages: rarely(anything),
  },
  { requiredKeys: ['messages'] },
);

test('what is right at a glance is right', () => {
  let seen = 0;
  fc.assert(
    fc.property(fc.constantFrom('chat', 'stream', 'embed'), request, (operation, given) => {
      if (!isTextChat(operation, given)) return;
      seen++;
      checkRequest(operation, given);
    }),
    { numRuns: 5_000 },
  );
  expect(seen).toBeGreaterThan(50);
});

test.each([
  ['chat', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['stream', { model: 'm', messages: [{ role: 'system', content: '' }], temperature: 0, maxTokens: 5 }],
  ['chat', { model: undefined, messages: [{ role: 'assistant', content: 'Hi', name: 'Ada' }] }],
])('%s %j is right at a glance', (operation, given) => {
  expect(isTextChat(operation, given)).toBe(true);
  expect(requestChecks()(operation, given)).toBeUndefined();
});

test.each([
  ['embed', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['chat', undefined],
  ['chat', null],
  ['chat', []],
  ['chat', { messages: [] }],
  ['chat', { messages: [null] }],
  ['chat', { messages: [{ role: 'tool', content: 'Hi' }] }],
  ['chat', { messages: [{ role: 'user', content: 'Hi' }], model: '' }],
  ['chat', { messages: [{ role: 'user', content: 'Hi' }], mode: 'm' }],
])('%s %j has to be looked at', (operation, given) => {
  expect(isTextChat(operation, given)).toBe(false);
});

describe('requestChecks()', () => {
  const wrong = { mesages: [] };

  test('loads the checks with the first request that needs them, and checks at once from then on', async () => {
    const check = requestChecks();
    await expect(check('chat', wrong)).rejects.toMatchObject({ code: 'invalid-request', field: 'messages' });
    expect(() => check('chat', wrong)).toThrow('`messages` is required');
    expect(check('embed', { input: 'Hi' })).toBeUndefined();
  });

  test('lets what is right through, also while they are loaded', async () => {
    await expect(requestChecks()('embed', { input: 'Hi' })).resolves.toBeUndefined();
  });

  test('says where the call was made', async () => {
    const check = requestChecks();
    function callOfMine() {
      return check('chat', wrong);
    }
    const error = await callOfMine()?.catch((thrown: unknown) => thrown as Error);
    expect(error?.stack).toMatch(/^KitError: chat: `messages` is required/);
    expect(error?.stack).toContain('callOfMine');
  });
});
