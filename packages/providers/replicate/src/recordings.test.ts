// Recorded predictions, where `WIRE_CORPUS` names a folder of recordings: whatever was answered is read or a typed error.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKitError, pipeline, user } from '@kit/core';
import { type Chunking, type ExchangeResponse, replayServer } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { replicate } from './index.ts';

interface Recording {
  readonly operation: string;
  readonly response: ExchangeResponse & { readonly body?: { readonly status?: unknown; readonly output?: unknown } };
}

const folder = process.env.WIRE_CORPUS && join(process.env.WIRE_CORPUS, 'replicate');
const recordings =
  folder && existsSync(folder)
    ? readdirSync(folder).map(
        (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording] as const,
      )
    : [];
const over = ['succeeded', 'failed', 'canceled', 'aborted'];
/** What one request can be answered with: failures, and predictions that are over. */
const whole = recordings.filter(
  ([, { response }]) => (response.status ?? 200) >= 400 || over.includes(String(response.body?.status)),
);

describe.skipIf(whole.length === 0)('recorded predictions', () => {
  it.each<Chunking>(['whole', 'bytes:7'])('are read by every operation, in chunks: %s', async (chunking) => {
    for (const [name, { response }] of whole) {
      await using server = await replayServer({ exchanges: [response], chunking });
      await using ai = pipeline(replicate({ apiKey: 'k', baseURL: server.url, model: 'a/b', pollMs: 1 }));
      const outcomes = await Promise.allSettled([
        ai.chat({ messages: [user('Hi')] }),
        ai.stream({ messages: [user('Hi')] }).response,
        ai.image({ prompt: 'x' }),
        ai.speech({ input: 'x' }),
        ai.transcribe({ audio: { url: 'https://example.com/a' } }),
        ai.embed({ input: 'x' }),
      ]);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(isKitError(outcome.reason), name).toBe(true);
      const [chat, stream] = outcomes;
      const succeeds = response.body?.status === 'succeeded';
      expect([chat.status, stream.status], name).toEqual(Array(2).fill(succeeds ? 'fulfilled' : 'rejected'));
      if (chat.status === 'rejected' || stream.status === 'rejected') continue;
      const pieces = [response.body?.output].flat().filter((piece) => typeof piece === 'string');
      expect([chat.value.text, stream.value.text], name).toEqual([pieces.join(''), pieces.join('')]);
    }
  });
});
