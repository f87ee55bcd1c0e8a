// The breaker before a vendor that fails on real sockets, complete and streamed, and gets well again.
import { setTimeout as sleep } from 'node:timers/promises';
import { type KitError, pipeline, user } from '@kit/core';
import { bearerAuth, httpProvider } from '@kit/http';
import { type Fault, simulator } from '@kit/testing';
import { openaiErrors, openaiOperations } from '@kit/transformer-openai';
import { describe, expect, it } from 'vitest';
import { breaker } from './breaker.ts';

const request = { model: 'gpt-6', messages: [user('one two three four five six')] };
const deadlines = { headers: 100, firstPart: 100, idle: 100 };

/** A vendor that speaks the wire of OpenAI. */
const vendor = (baseURL: string) =>
  httpProvider({
    id: 'vendor',
    name: 'Vendor',
    baseURL,
    auth: bearerAuth({ apiKey: 'any', environment: [], owner: 'Vendor' }),
    operations: openaiOperations({}, { operations: ['chat', 'stream'] }),
    errors: openaiErrors,
  });

describe('breaker() on a socket', () => {
  it.each<['chat' | 'stream', Fault, string]>([
    ['chat', { status: 503 }, 'overloaded'],
    ['chat', { type: 'reset' }, 'network'],
    ['chat', { type: 'hang' }, 'timeout'],
    ['chat', { type: 'malformed' }, 'invalid-response'],
    ['stream', { status: 500 }, 'server'],
    ['stream', { type: 'error-event', code: 'overloaded' }, 'overloaded'],
    ['stream', { type: 'hang', after: 'headers' }, 'timeout'],
    ['stream', { type: 'cut', afterEvents: 4 }, 'network'],
    ['stream', { type: 'hang', afterEvents: 4 }, 'timeout'],
  ])('keeps a %s from a vendor that does %j, until it is well again', async (operation, fault, code) => {
    await using server = await simulator();
    const provider = vendor(server.openaiURL);
    // The first call of a process loads the HTTP client, which may take longer than these deadlines.
    await pipeline(provider).chat(request);
    await using ai = pipeline(provider).use(breaker({ consecutiveFailures: 3, openMs: 200 }));
    const ask = () =>
      (operation === 'chat' ? ai.chat(request, { deadlines }) : ai.stream(request, { deadlines }).response).then(
        ({ text }) => text.slice(-3),
        (error: KitError) => error.code,
      );
    server.faults.always(fault);
    const asked = server.requests.length;
    expect([await ask(), await ask(), await ask(), await ask(), await ask()]).toEqual([
      code,
      code,
      code,
      'circuit-open',
      'circuit-open',
    ]);
    expect(server.requests.length - asked).toBe(3);
    server.faults.clear();
    await sleep(210);
    expect([await ask(), await ask(), await ask()]).toEqual(['six', 'six', 'six']);
  });
});
