import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatResponse, defineProvider, type KitEvent, pipeline, user } from '@kit/core';
import { simulator, virtualEnvironment, wireProvider } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { type AuditOptions, audit } from './audit.ts';
import type { AuditRecord } from './audit-record.ts';
import type { AuditSink } from './audit-sink.ts';
import { fileSink } from './file-sink.ts';

const messages = [user('my prompt')];
const actor = { id: 'ann', roles: ['editor'], address: '203.0.113.7', userAgent: 'browser/1' };

/** A sink in memory that fails while it is told to. */
function memory() {
  const records: AuditRecord[] = [];
  const batches: number[] = [];
  const state = { isDown: false };
  const sink: AuditSink = {
    name: 'memory',
    async append(some) {
      if (state.isDown) throw new Error('disk full');
      batches.push(some.length);
      records.push(...some);
    },
  };
  return { records, batches, state, sink };
}

function parrot(options: Omit<AuditOptions, 'sink'> = {}) {
  const environment = virtualEnvironment();
  let calls = 0;
  const provider = defineProvider({
    id: 'parrot',
    operations: {
      chat: async () => {
        calls += 1;
        const choices = [{ message: { role: 'assistant', content: 'Hi' }, finishReason: 'stop' } as const];
        return chatResponse({ choices, meta: { provider: 'parrot', timings: {}, attempts: [] } });
      },
    },
  });
  const memorySink = memory();
  const ai = pipeline(provider, { environment }).use(audit({ sink: memorySink.sink, ...options }));
  return { ...memorySink, ai, environment, calls: () => calls };
}

describe('an audit', () => {
  it('says who did what to which model with what outcome, complete and streamed, and never what was said', async () => {
    const server = await simulator({
      tokenPauseMs: 5,
      faults: ({ index }) => (index === 2 ? { status: 429 } : undefined),
    });
    const provider = wireProvider({ baseURL: server.openaiURL, apiKey: 'sk-very-secret', model: 'gpt-5' });
    const { sink, records } = memory();
    const ai = pipeline(provider).use(audit({ sink }));
    const options = { actor, tenant: 'acme', requestId: 'r-1' };
    await ai.chat({ messages }, options);
    await ai.stream({ messages }, options).response;
    await ai.chat({ messages }, options).catch(() => {});
    for await (const _part of ai.stream({ messages }, options)) break;
    await ai.close();
    expect(records.map(({ operation, outcome, errorCode }) => [operation, outcome, errorCode])).toEqual([
      ['chat', 'complete', undefined],
      ['stream', 'complete', undefined],
      ['chat', 'failed', 'rate-limit'],
      ['stream', 'abandoned', 'aborted'],
    ]);
    for (const record of records)
      expect(record).toMatchObject({
        event: 'end',
        actor,
        tenant: 'acme',
        requestId: 'r-1',
        provider: 'openai',
        model: 'gpt-5',
        attempts: 1,
        targets: ['openai'],
      });
    expect(records[0]?.outputTokens).toBeGreaterThan(0);
    expect(JSON.stringify(records)).not.toMatch(/my prompt|You said|secret/);
    expect(new Set(records.map(({ id }) => id)).size).toBe(4);
    await server.close();
  });

  it('keeps the records of an outage and writes them in order when it is over', async () => {
    const { ai, state, records, environment, batches } = parrot();
    const heard: KitEvent<'audit-failed'>[] = [];
    ai.on('audit-failed', (event) => heard.push(event));
    state.isDown = true;
    for (const requestId of ['a', 'b', 'c']) await ai.chat({ messages }, { requestId });
    await environment.advance(600);
    expect(records).toEqual([]);
    expect(heard[0]).toMatchObject({ sink: 'memory', lost: 0, error: { code: 'store-unavailable' } });
    state.isDown = false;
    await environment.advance(30_000);
    expect(records.map(({ requestId }) => requestId)).toEqual(['a', 'b', 'c']);
    expect(batches).toEqual([3]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('that is closed on outages refuses calls while its sink fails, before they reach a vendor', async () => {
    const { ai, state, environment, calls, records } = parrot({ onOutage: 'closed' });
    state.isDown = true;
    await ai.chat({ messages });
    await environment.settle();
    await expect(ai.chat({ messages })).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(calls()).toBe(1);
    state.isDown = false;
    await environment.advance(500);
    await ai.chat({ messages });
    await environment.settle();
    expect(records.map(({ outcome }) => outcome)).toEqual(['complete', 'failed', 'complete']);
  });

  it('with `begin` has a record before the vendor is asked, and is closed or open if that fails', async () => {
    const closed = parrot({ begin: true, onOutage: 'closed' });
    await closed.ai.chat({ messages }, { actor });
    expect(closed.records[0]).toMatchObject({ event: 'begin', actor });
    closed.state.isDown = true;
    await expect(closed.ai.chat({ messages })).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(closed.calls()).toBe(1);
    const open = parrot({ begin: true });
    open.state.isDown = true;
    for (let index = 0; index < 2; index++) expect((await open.ai.chat({ messages })).text).toBe('Hi');
    open.state.isDown = false;
    await open.environment.advance(30_000);
    expect(open.records.map(({ event }) => event)).toEqual(['begin', 'end', 'begin', 'end']);
  });

  it('is bounded: what there is no room for is counted as lost', async () => {
    const { ai, state, environment } = parrot({ maxPending: 2 });
    const lost: number[] = [];
    ai.on('audit-failed', (event) => lost.push(event.lost));
    state.isDown = true;
    for (let index = 0; index < 5; index++) await ai.chat({ messages });
    await environment.advance(2_000);
    expect(lost.at(-1)).toBe(3);
    await expect(ai.close()).rejects.toThrow('2 audit records could not be written to memory');
    expect(environment.pendingTimers).toBe(0);
  });

  it('leaves operations alone that it is not asked for, and changes records on demand', async () => {
    const { ai, records, environment } = parrot({ operations: ['embed'] });
    await ai.chat({ messages });
    await environment.settle();
    expect(records).toEqual([]);
    const without = parrot({ record: ({ actor: _actor, ...record }) => record });
    await without.ai.chat({ messages }, { actor });
    await without.environment.settle();
    expect(without.records[0]).not.toHaveProperty('actor');
  });

  it('appends JSON lines to a file that only its owner reads, also after it was rotated', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kit-audit-'));
    const path = join(folder, 'audit.jsonl');
    const { ai } = parrot({ sink: fileSink({ path }) } as object);
    await ai.chat({ messages }, { requestId: 'a' });
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('"a"');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await rm(path);
    await ai.chat({ messages }, { requestId: 'b' });
    await ai.chat({ messages }, { requestId: 'c' });
    await ai.close();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).requestId)).toEqual(['b', 'c']);
    await rm(folder, { recursive: true });
  });

  it('refuses wrong options by name', () => {
    expect(() => audit({} as AuditOptions)).toThrow(/`sink` is required/);
    expect(() => audit({ sink: memory().sink, onOutage: 'shut' as never })).toThrow(/`onOutage` must be one of/);
    expect(() => fileSink({} as never)).toThrow(/`path` is required/);
  });
});
