// Real databases behind the cache, through Keyv: what one process has asked others need not, and one that is down is missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatResponse, defineProvider, pipeline, user } from '@kit/core';
import { cutProxy, hasRedis, ownRedis, postgresURL, redisURL, runScript, skipped } from '@kit/store-testing';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type OpenStore, openStore, type StoreKind } from '../tests/stores.ts';
import { cache } from './cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'kit-cache-'));
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = new URL('../tests/asker.ts', import.meta.url);
let spaces = 0;
const newSpace = () => `${Date.now()}-${process.pid}-${spaces++}`;

/** Another process, which asks these questions when it is told to. */
function asker(kind: StoreKind, place: string, namespace: string, name: string, ...questions: readonly string[]) {
  const running = runScript(script, kind, place, namespace, name, ...questions);
  closers.push(() => running.kill());
  const left = [...questions];
  return {
    ask: async () => {
      await running.line('ready');
      running.process.kill('SIGUSR2');
      return running.line(`${left.shift()}:`);
    },
    /** In order: its connections are closed. */
    end: async () => {
      running.process.kill('SIGTERM');
      await running.ended;
    },
    kill: () => running.kill(),
  };
}

/** A cache of this process. */
function here({ store, close }: OpenStore, namespace: string) {
  let calls = 0;
  const vendor = defineProvider({
    id: 'vendor',
    operations: {
      chat: async () => {
        const message = { role: 'assistant', content: `answer ${++calls}` } as const;
        return chatResponse({ choices: [{ message, finishReason: 'stop' }] });
      },
    },
  });
  const ai = pipeline(vendor).use(cache({ store, namespace, storeTimeoutMs: 300 }));
  const warnings: string[] = [];
  ai.on('warning', ({ warning }) => warnings.push(warning.detail));
  closers.push(() => close().catch(() => {}));
  const ask = async (question: string) => {
    const { text, meta } = await ai.chat({ messages: [user(question)] });
    return `${text} (${meta.cache?.hit ?? 'asked'})`;
  };
  return { ask, warnings };
}

const stores: readonly [string, StoreKind, string | undefined][] = [
  ['Redis', 'redis', redisURL],
  ['PostgreSQL', 'postgres', postgresURL],
  ['PostgreSQL', 'keyv-postgres', postgresURL],
  ['SQLite', 'sqlite', join(folder, 'cache.sqlite')],
];

describe.each(stores)('entries in %s (%s)', (server, kind, place) => {
  const named = (what: string) => (kind === 'sqlite' ? what : skipped(what, server as 'Redis' | 'PostgreSQL', place));
  const at = place as string;

  it.skipIf(!place)(named('outlive the process that made them, however that ended'), async () => {
    const space = newSpace();
    const first = asker(kind, at, space, 'first', 'one', 'two');
    expect(await first.ask()).toBe('one: said to first (asked), streamed to first (asked)');
    expect(await first.ask()).toContain('(asked)');
    // Answers are not kept waiting for their entries: what was asked last is there a moment later.
    const second = asker(kind, at, space, 'second', 'one', 'two');
    expect(await second.ask()).toBe('one: said to first (exact), streamed to first (exact)');
    expect(await second.ask()).toBe('two: said to first (exact), streamed to first (exact)');
    await first.kill();
    await second.end();
    const third = asker(kind, at, space, 'third', 'one', 'two');
    expect(await third.ask()).toBe('one: said to first (exact), streamed to first (exact)');
    expect(await third.ask()).toBe('two: said to first (exact), streamed to first (exact)');
  });

  it.skipIf(!place)(named('are shared by processes that live at one time, and by nobody else'), async () => {
    const space = newSpace();
    const one = asker(kind, at, space, 'one', 'a', 'b');
    const other = asker(kind, at, space, 'other', 'a', 'b');
    const stranger = asker(kind, at, newSpace(), 'stranger', 'a');
    expect(await one.ask()).toContain('said to one (asked)');
    expect(await other.ask()).toContain('said to one (exact)');
    expect(await other.ask()).toContain('said to other (asked)');
    expect(await one.ask()).toContain('said to other (exact)');
    expect(await stranger.ask()).toContain('said to stranger (asked)');
  });
});

describe('a store that is down', () => {
  it.skipIf(!hasRedis())(
    skipped('is missed while Redis is gone, and there again after it', 'Redis', hasRedis()),
    async () => {
      const redis = await ownRedis();
      closers.push(() => redis.close());
      const { ask, warnings } = here(openStore('redis', redis.url), newSpace());
      expect(await ask('one')).toBe('answer 1 (asked)');
      await expect.poll(() => ask('one'), { timeout: 2_000 }).toBe('answer 1 (exact)');
      await redis.kill();
      const startedAt = performance.now();
      expect(await ask('one')).toBe('answer 2 (asked)');
      expect(await ask('two')).toBe('answer 3 (asked)');
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(warnings.length).toBeGreaterThan(0);
      await redis.start();
      await expect.poll(() => ask('one'), { timeout: 10_000, interval: 100 }).toMatch(/exact/);
    },
  );

  it.skipIf(!postgresURL)(
    skipped('is missed while PostgreSQL is gone, and there again after it', 'PostgreSQL', postgresURL),
    async () => {
      const proxy = await cutProxy(postgresURL as string);
      closers.push(() => proxy.close());
      const url = new URL(postgresURL as string);
      url.port = String(proxy.port);
      const { ask, warnings } = here(openStore('postgres', url.href), newSpace());
      expect(await ask('one')).toBe('answer 1 (asked)');
      await expect.poll(() => ask('one'), { timeout: 2_000 }).toBe('answer 1 (exact)');
      await proxy.cut();
      expect(await ask('one')).toBe('answer 2 (asked)');
      expect(warnings.length).toBeGreaterThan(0);
      await proxy.heal();
      await expect.poll(() => ask('one'), { timeout: 10_000, interval: 100 }).toMatch(/exact/);
      // One that stands and says nothing costs the time-out, no more.
      proxy.hang();
      const startedAt = performance.now();
      expect(await ask('three')).toMatch(/asked/);
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      await proxy.heal();
    },
  );
});
