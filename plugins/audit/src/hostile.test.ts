import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallOptions, chatResponse, defineProvider, pipeline, user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { audit } from './audit.ts';
import type { AuditSink } from './audit-sink.ts';
import { fileSink } from './file-sink.ts';
import { postgresSink } from './postgres-sink.ts';

function parrot(sink: AuditSink) {
  const environment = virtualEnvironment();
  const choices = [{ message: { role: 'assistant', content: 'Hi' }, finishReason: 'stop' }] as const;
  const provider = defineProvider({
    id: 'parrot',
    operations: {
      chat: async () => chatResponse({ choices, meta: { provider: 'parrot', timings: {}, attempts: [] } }),
    },
  });
  const ai = pipeline(provider, { environment }).use(audit({ sink, onOutage: 'closed' }));
  const ask = (call: CallOptions) => ai.chat({ messages: [user('Hi')] }, call);
  return { ai, ask, environment };
}

function cycle() {
  const circle: Record<string, unknown> = {};
  circle.again = circle;
  return circle;
}

const odd: readonly (readonly [string, CallOptions])[] = [
  ['a bigint', { metadata: { rows: 10n as never } }],
  ['a cycle', { metadata: cycle() as never }],
  [
    'a field that throws when it is written',
    { metadata: { at: new Date(Number.NaN), toJSON: thrower as never } as never },
  ],
  ['a NUL', { user: 'ann\0', metadata: { 'na\0me': 'a\0b' } }],
  ['half of a pair', { user: '\ud800', tags: ['\udc00'] }],
];

function thrower(): never {
  throw new Error('no');
}

describe('an audit of calls that say odd things of themselves', () => {
  it.each(odd)('is written to a file, and goes on: %s', async (_what, call) => {
    const folder = await mkdtemp(join(tmpdir(), 'audit-'));
    try {
      const path = join(folder, 'audit.jsonl');
      const { ai, ask, environment } = parrot(fileSink({ path }));
      await ask({ ...call, requestId: 'odd' });
      await ask({ requestId: 'plain' });
      await environment.settle();
      await ask({ requestId: 'later' });
      await ai.close();
      const records = (await readFile(path, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(records.map(({ requestId, outcome }) => [requestId, outcome])).toEqual([
        ['odd', 'complete'],
        ['plain', 'complete'],
        ['later', 'complete'],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(odd)('is JSON that PostgreSQL takes: %s', async (_what, call) => {
    const texts: string[] = [];
    const query = async (_text: string, values?: unknown[]) => void texts.push(...((values ?? []) as string[]));
    const { ai, ask } = parrot(postgresSink({ pool: { query } }));
    await ask({ ...call, requestId: 'odd' });
    await ai.close();
    expect(JSON.parse(texts[0] as string)).toMatchObject([{ requestId: 'odd', outcome: 'complete' }]);
    // Neither is text to it.
    expect(texts[0]).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  });
});
