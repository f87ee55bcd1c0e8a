// The deadlines of timeout() on real sockets: what a vendor does wrong, what the call gets, and that its socket is closed.
import { createServer } from 'node:net';
import { type CallOptions, type KitError, pipeline, user } from '@kit/core';
import { bearerAuth, httpProvider } from '@kit/http';
import { type Fault, type SimulatorOptions, simulator } from '@kit/testing';
import { openaiErrors, openaiOperations } from '@kit/transformer-openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { timeout } from './timeout.ts';
import type { TimeoutOptions } from './timeout-options.ts';

const request = { model: 'gpt-6', messages: [user('one two three four five six seven eight nine ten')] };

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

/** What a call comes to whose request meets a fault, and whether the vendor saw its client leave. */
async function meet(
  operation: 'chat' | 'stream',
  options: TimeoutOptions,
  fault?: Fault,
  simulated: SimulatorOptions & { readonly call?: CallOptions } = {},
) {
  const { call, ...server } = simulated;
  await using far = await simulator(server);
  if (fault) far.faults.next(fault);
  await using ai = pipeline(vendor(far.openaiURL)).use(timeout(options));
  const running: Promise<{ text: string }> =
    operation === 'chat' ? ai.chat(request, call) : ai.stream(request, call).response;
  const settled = await running.then(
    ({ text }) => ({ text, error: undefined }),
    (error: KitError) => ({ text: undefined, error }),
  );
  const { aborted } = await (await far.received(1)).closed;
  return { ...settled, aborted };
}

describe('timeout() on a socket', () => {
  // The first call of a process loads the HTTP client, which may take longer than these deadlines.
  beforeAll(async () => {
    expect((await meet('chat', { total: '1m' })).text).toContain('one');
  });

  it.each([
    ['chat', { total: '100ms' }, { type: 'hang' }, 'total'],
    ['chat', { headers: '100ms' }, { type: 'hang' }, 'headers'],
    ['chat', { idle: '100ms' }, { type: 'hang', afterBytes: 20 }, 'body'],
    ['stream', { total: '100ms' }, { type: 'hang' }, 'total'],
    ['stream', { firstPart: '100ms' }, { type: 'hang' }, 'first-part'],
    ['stream', { firstPart: '100ms' }, { type: 'hang', after: 'headers' }, 'first-part'],
    ['stream', { firstPart: '5s', idle: '100ms' }, { type: 'hang', afterEvents: 4 }, 'idle'],
    ['stream', { total: '150ms' }, { type: 'hang', afterEvents: 4 }, 'total'],
  ] as const)('ends a %s by %j where the vendor does %j', async (operation, options, fault, phase) => {
    const { error, aborted } = await meet(operation, options, fault);
    expect(error).toMatchObject({ code: 'timeout', phase, retryable: true, provider: 'vendor' });
    expect(error?.attempts).toHaveLength(1);
    expect(aborted).toBe(true);
  });

  it('ends a stream that drips, and not one that flows', async () => {
    const drip = { windowMs: 300, minParts: 6 };
    const dripping = await meet('stream', { drip }, undefined, { tokenPauseMs: 100 });
    expect(dripping.error).toMatchObject({ code: 'timeout', phase: 'drip' });
    expect(dripping.aborted).toBe(true);
    const flowing = await meet('stream', { drip }, undefined, { tokenPauseMs: 5 });
    expect(flowing.text).toContain('seven');
  });

  it('keeps what had arrived', async () => {
    const { error } = await meet('stream', { idle: '100ms' }, { type: 'hang', afterEvents: 5 });
    expect(error?.partial).toMatchObject({ text: expect.stringMatching(/one/) });
  });

  it('ends a connection that does not come about', async () => {
    // Takes connections and never says a word of TLS.
    const silent = createServer();
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const { port } = silent.address() as { readonly port: number };
    await using ai = pipeline(vendor(`https://127.0.0.1:${port}`)).use(timeout({ connect: '100ms' }));
    const error = await ai.chat(request).catch((failed: KitError) => failed);
    silent.close();
    expect(error).toMatchObject({ code: 'timeout', phase: 'connect', retryable: true });
  });

  it.each(['chat', 'stream'] as const)('frees the socket when the caller aborts: %s', async (operation) => {
    const signal = AbortSignal.timeout(50);
    const { error, aborted } = await meet(operation, { total: '5s' }, { type: 'hang' }, { call: { signal } });
    expect([error?.code, aborted]).toEqual(['aborted', true]);
  });
});
