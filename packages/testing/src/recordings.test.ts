// Recordings of real vendors through the replay server, where `WIRE_CORPUS` names a folder of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Chunking } from './chunking.ts';
import type { Exchange } from './exchange.ts';
import { replayServer } from './replay-server.ts';

const corpus = process.env.WIRE_CORPUS;
const recordings = corpus
  ? ['openai', 'anthropic', 'google'].flatMap((vendor) =>
      readdirSync(join(corpus, vendor)).map(
        (name) => JSON.parse(readFileSync(join(corpus, vendor, name), 'utf8')) as Exchange,
      ),
    )
  : [];

describe.skipIf(!corpus)('a replay server', () => {
  it.each<Chunking>(['whole', 'event', 'recorded', 'bytes:997'])(
    'gives recordings back byte for byte, in chunks: %s',
    { timeout: 60_000 },
    async (chunking) => {
      expect(recordings.length).toBeGreaterThan(100);
      const server = await replayServer({ exchanges: recordings.map(({ response }) => response), chunking });
      for (const { response: recorded } of recordings) {
        // Recorded redirects are an answer like any other.
        const response = await fetch(server.url, { redirect: 'manual' });
        const bytes = new Uint8Array(await response.arrayBuffer());
        expect(response.status).toBe(recorded.status);
        if (recorded.base64 !== undefined) expect(Buffer.from(bytes).toString('base64')).toBe(recorded.base64);
        else if (recorded.text !== undefined) expect(Buffer.from(bytes).toString('utf8')).toBe(recorded.text);
        else expect(JSON.parse(Buffer.from(bytes).toString('utf8'))).toEqual(recorded.body);
      }
      await server.close();
    },
  );
});
