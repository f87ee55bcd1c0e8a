// retry() on real sockets: what vendors say about coming again, and streams that die.
import { type KitError, pipeline, type StreamPart, user } from '@kit/core';
import { bearerAuth, httpProvider } from '@kit/http';
import { type Fault, type Simulator, simulator } from '@kit/testing';
import { openaiErrors, openaiOperations } from '@kit/transformer-openai';
import { describe, expect, it } from 'vitest';
import { retry } from './retry.ts';

const request = { model: 'gpt-6', messages: [user('one two three four')] };
const deadlines = { headers: 200, firstPart: 200, idle: 200 };

/** A vendor that speaks the wire of OpenAI. */
const vendor = (baseURL: string, api: 'chat' | 'responses') =>
  httpProvider({
    id: 'vendor',
    name: 'Vendor',
    baseURL,
    auth: bearerAuth({ apiKey: 'any', environment: [], owner: 'Vendor' }),
    operations: openaiOperations({}, { operations: ['chat', 'stream'], api }),
    errors: openaiErrors,
  });

const open = ({ openaiURL: baseURL }: Simulator, api: 'chat' | 'responses' = 'chat') =>
  pipeline(vendor(baseURL, api)).use(retry({ baseDelayMs: 10 }));

describe('Retry-After over a socket', () => {
  it.each([
    ['in seconds', () => ({ 'retry-after': '1' }), 1_000, 1_150],
    ['as a date', () => ({ 'retry-after': new Date(Date.now() + 2_000).toUTCString() }), 900, 2_300],
    ['in milliseconds', () => ({ 'retry-after': '30', 'retry-after-ms': '300' }), 300, 380],
  ])('is obeyed %s', async (_name, headers, least, most) => {
    await using server = await simulator();
    await using ai = open(server);
    await ai.chat(request);
    server.faults.next({ status: 429, headers: headers() });
    expect((await ai.chat(request)).text).toContain('four');
    const [first, second] = server.requests.slice(-2).map(({ receivedAt }) => receivedAt) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(least - 5);
    // The machine may be slow.
    expect(second - first).toBeLessThanOrEqual(most + 500);
  });
});

describe('a stream on a socket', () => {
  it.each<['chat' | 'responses', Fault]>([
    ['chat', { status: 503 }],
    ['chat', { type: 'reset' }],
    ['chat', { type: 'hang' }],
    ['chat', { type: 'hang', after: 'headers' }],
    ['chat', { type: 'error-event', code: 'overloaded' }],
    ['chat', { type: 'cut', after: 'headers' }],
    // This wire begins with events that say nothing yet.
    ['responses', { type: 'cut', afterEvents: 2 }],
    ['responses', { type: 'hang', afterEvents: 2 }],
    ['responses', { type: 'error-event', afterEvents: 2 }],
  ])('that dies before its first word is made again, and nobody sees it: %s, %j', async (api, fault) => {
    await using server = await simulator();
    await using ai = open(server, api);
    await ai.chat(request);
    server.faults.next(fault, fault);
    const parts: StreamPart[] = [];
    const stream = ai.stream(request, { deadlines });
    for await (const part of stream) parts.push(part);
    const { text, meta } = await stream.response;
    expect(text).toContain('one two three four');
    expect(parts.filter(({ type }) => type === 'start')).toHaveLength(1);
    expect(meta.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'complete']);
    expect(server.requests).toHaveLength(4);
    const lost = await Promise.all(server.requests.slice(1, 3).map(({ closed }) => closed));
    expect(lost).toHaveLength(2);
  });

  it('that dies after its first word is not made again: its reader gets the error', async () => {
    await using server = await simulator();
    await using ai = open(server);
    server.faults.next({ type: 'cut', afterEvents: 4 });
    const error = await ai.stream(request).response.catch((thrown: KitError) => thrown);
    expect(error).toMatchObject({ code: 'network', partial: { text: expect.stringMatching(/one/) } });
    expect(server.requests).toHaveLength(1);
  });
});
