// Recorded replies, where `WIRE_CORPUS` names a folder of recordings: whatever was answered is read or a typed error.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKitError, pipeline } from '@kit/core';
import { type Chunking, type ExchangeResponse, replayServer } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { deepgram } from './index.ts';

interface Recording {
  readonly operation: string;
  readonly endpoint?: string;
  readonly response: ExchangeResponse;
}
interface Body {
  readonly metadata?: { readonly duration?: number };
  readonly results?: {
    readonly channels?: readonly { readonly alternatives?: readonly { transcript?: string; words?: unknown[] }[] }[];
  };
}

const folder = process.env.WIRE_CORPUS && join(process.env.WIRE_CORPUS, 'deepgram');
const recordings =
  folder && existsSync(folder)
    ? readdirSync(folder).map(
        (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording] as const,
      )
    : [];

describe.skipIf(recordings.length === 0)('recorded replies', () => {
  it.each<Chunking>(['whole', 'bytes:997'])('are read, in chunks: %s', { timeout: 60_000 }, async (chunking) => {
    for (const [name, { operation, endpoint = operation, response }] of recordings) {
      await using server = await replayServer({ exchanges: [response], chunking });
      await using ai = pipeline(deepgram({ apiKey: 'k', baseURL: server.url }));
      if (endpoint === 'speech') {
        const [whole, streamed] = await Promise.all([
          ai.speech({ model: 'aura-2', input: 'x' }),
          ai.speechStream({ model: 'aura-2', input: 'x' }).response,
        ]);
        const bytes = Buffer.from(response.base64 ?? '', 'base64');
        expect(bytes.equals(whole.audio.data ?? new Uint8Array()), name).toBe(true);
        expect(bytes.equals(streamed.audio.data ?? new Uint8Array()), name).toBe(true);
        continue;
      }
      const [heard, read] = await Promise.allSettled([
        ai.transcribe({ model: 'nova-3', audio: { url: 'https://example.com/a' } }),
        ai.deepgramRead({ text: 'x' }),
      ]);
      for (const outcome of [heard, read]) {
        expect(outcome.status, name).toBe((response.status ?? 200) < 400 ? 'fulfilled' : 'rejected');
        if (outcome.status === 'rejected') expect(isKitError(outcome.reason), name).toBe(true);
      }
      if (heard.status === 'rejected') continue;
      const { metadata, results } = response.body as Body;
      const [first] = results?.channels?.[0]?.alternatives ?? [];
      expect(heard.value.text.startsWith(first?.transcript ?? ''), name).toBe(true);
      expect(heard.value.words?.length ?? 0, name).toBeGreaterThanOrEqual(first?.words?.length ?? 0);
      expect(heard.value.durationSeconds, name).toBe(metadata?.duration);
    }
  });
});
