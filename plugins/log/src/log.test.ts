import { chatResponse, defineProvider, KitError, pipeline, user } from '@kit/core';
import { type SimulatorOptions, simulator, virtualEnvironment, wireProvider } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LogOptions, log } from './log.ts';
import type { LogEntry } from './log-entry.ts';

const messages = [user('my prompt')];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0)) await close();
});

async function logged(options: LogOptions = {}, simulated: SimulatorOptions = {}) {
  const server = await simulator(simulated);
  const provider = wireProvider({ baseURL: server.openaiURL, apiKey: 'sk-very-secret-key-of-mine', model: 'gpt-5' });
  const entries: LogEntry[] = [];
  const ai = pipeline(provider).use(log({ to: (entry) => entries.push(entry), ...options }));
  closers.push(async () => {
    await ai.close();
    await server.close();
  });
  return { ai, entries };
}

describe('a log', () => {
  it('has one entry for each call, complete or streamed, with its ids', async () => {
    const { ai, entries } = await logged();
    const options = { requestId: 'r-1', correlationId: 'c-1', tenant: 'acme', actor: { id: 'ann' }, tags: ['night'] };
    await ai.chat({ messages }, options);
    await ai.stream({ messages }, options).response;
    expect(entries).toHaveLength(2);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        level: 'info',
        event: 'call-end',
        outcome: 'complete',
        attempts: 1,
        ...options,
        actor: 'ann',
      });
      expect(entry).toMatchObject({
        provider: 'openai',
        finishReason: 'stop',
        usage: { state: 'reported' },
        status: 200,
      });
      expect(entry.durationMs).toBeGreaterThan(0);
    }
    expect(entries.map(({ operation }) => operation)).toEqual(['chat', 'stream']);
    expect(entries[1]?.firstPartMs).toBeGreaterThan(0);
  });

  it('holds neither prompt nor answer nor key, unless content is asked for', async () => {
    const quiet = await logged({ level: 'debug' });
    await quiet.ai.chat(
      { messages },
      { headers: { 'x-mine': 'h' }, credentials: { apiKey: 'sk-another-secret-key-1' } },
    );
    expect(quiet.entries).toHaveLength(2);
    expect(JSON.stringify(quiet.entries)).not.toMatch(/my prompt|You said|secret/);
    const loud = await logged({ content: true, mask: (text) => text.replaceAll('prompt', '***') });
    await loud.ai.stream({ messages }).response;
    expect(JSON.stringify(loud.entries)).toContain('my ***');
    expect(JSON.stringify(loud.entries)).toMatch(/You said/);
    expect(JSON.stringify(loud.entries)).not.toMatch(/my prompt|secret/);
  });

  it('tells failures as errors, and streams that are left or aborted as what they are', async () => {
    const { ai, entries } = await logged(
      {},
      { tokenPauseMs: 5, faults: ({ index }) => (index === 0 ? { status: 429 } : undefined) },
    );
    await ai.chat({ messages }).catch(() => {});
    for await (const _part of ai.stream({ messages })) break;
    const controller = new AbortController();
    const stream = ai.stream({ messages }, { signal: controller.signal });
    await stream.ready();
    controller.abort();
    await stream.response.catch(() => {});
    expect(entries.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'error chat failed: rate-limit',
      'info stream abandoned',
      'info stream cancelled',
    ]);
    expect(entries[0]?.error).toMatchObject({ code: 'rate-limit', status: 429 });
  });

  it('writes events of the pipeline once each, at levels that can be changed', async () => {
    const environment = virtualEnvironment();
    const answer = chatResponse({
      choices: [{ message: { role: 'assistant', content: 'Hi' }, finishReason: 'stop' }],
      meta: { provider: 'own', timings: {}, attempts: [] },
    });
    const own = defineProvider({ id: 'own', operations: { chat: async () => answer } });
    const entries: LogEntry[] = [];
    const logs = log({ to: (entry) => entries.push(entry), levels: { 'cache-miss': 'warn', complete: false } });
    const noisy = pipeline(own, { environment }).use(logs, {
      name: 'noisy',
      wrap:
        (next, { events }) =>
        (call) => {
          const error = new KitError('server', 'Bearer abcdefghijklmnop was refused');
          events.emit('retry', { attempt: 2, delayMs: 5, error, requestId: 'r' });
          events.emit('cache-miss', { key: 'k' });
          events.emit('cache-hit', { hit: 'exact', key: 'k' });
          return next(call);
        },
    });
    await pipeline(noisy).use(logs).chat({ messages });
    expect(entries).toMatchObject([
      {
        level: 'warn',
        event: 'retry',
        requestId: 'r',
        time: environment.now(),
        error: { message: '[redacted] was refused' },
      },
      { level: 'warn', event: 'cache-miss' },
    ]);
    await noisy.close();
    await noisy.chat({ messages });
    expect(entries).toHaveLength(2);
  });

  it('masks fields by name at any depth, and cuts what is long or endless', async () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    const { ai, entries } = await logged({
      redact: ['national_id'],
      maxTextLength: 20,
      fields: () => ({
        inner: { Nationalid: 7, 'X-Api-Key': 'k' },
        long: 'x'.repeat(50),
        bytes: new Uint8Array(3),
        endless,
      }),
    });
    await ai.chat({ messages });
    expect(entries[0]?.inner).toEqual({ Nationalid: '[redacted]', 'X-Api-Key': '[redacted]' });
    expect(entries[0]?.long).toBe(`${'x'.repeat(20)}… (50 characters)`);
    expect(entries[0]?.bytes).toBe('[3 bytes]');
    expect(JSON.stringify(entries[0]?.endless)).toContain('[…]');
  });

  it('goes to loggers such as pino, and to the console as JSON lines', async () => {
    const lines: unknown[] = [];
    const method = (fields: object, message: string) => lines.push([fields, message]);
    const { ai } = await logged({ to: { debug: method, info: method, warn: method, error: method } });
    await ai.chat({ messages }, { requestId: 'r-9' });
    expect(lines).toMatchObject([[{ requestId: 'r-9', event: 'call-end' }, 'chat complete']]);
    const info = vi.spyOn(console, 'info').mockImplementation(() => {});
    const other = await logged({ to: undefined });
    await other.ai.chat({ messages });
    expect(JSON.parse(info.mock.calls[0]?.[0])).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^20\d\d-/),
    });
  });

  it('never alters a call, whatever its writer throws', async () => {
    const { ai } = await logged({
      level: 'debug',
      to: () => {
        throw new Error('disk full');
      },
    });
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await ai.chat({ messages })).text).toContain('You said');
    expect((await ai.stream({ messages }).response).text).toContain('You said');
  });

  it('refuses wrong options by name', () => {
    expect(() => log({ level: 'loud' as never })).toThrow(/`level` must be one of/);
    expect(() => log({ levels: { retry: 'loud' as never } })).toThrow(/`retry` must be/);
    expect(() => log({ to: {} as never })).toThrow(/`to` must be/);
  });
});
