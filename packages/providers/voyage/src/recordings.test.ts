// Every recorded exchange with Voyage, held against a plain reading of its body.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKitError, pipeline } from '@kit/core';
import { type ExchangeResponse, replayServer } from '@kit/testing';
import { arrayOf, type JsonRecord, recordOf } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { voyage } from './index.ts';

interface Recorded {
  readonly id: string;
  readonly operation: string;
  readonly model: string;
  /** The recorder kept only the beginning of long values. */
  readonly truncated?: boolean;
  readonly response: ExchangeResponse;
}

const folder = process.env.WIRE_CORPUS && join(process.env.WIRE_CORPUS, 'voyage');

const recordings: Recorded[] =
  folder && existsSync(folder)
    ? readdirSync(folder).map((file) => ({ ...JSON.parse(readFileSync(join(folder, file), 'utf8')), id: file }))
    : [];

const of = (operation: string) => recordings.filter((one) => one.operation === operation && !one.truncated);
const rowsOf = ({ response }: Recorded) => arrayOf(recordOf(response.body)?.data) as readonly JsonRecord[];

async function withServer<T>(
  response: ExchangeResponse,
  run: (ai: ReturnType<typeof pipeline<ReturnType<typeof voyage>>>) => Promise<T>,
): Promise<T> {
  await using server = await replayServer({ exchanges: [response] });
  const ai = pipeline(voyage({ apiKey: 'test-key', baseURL: server.url }));
  try {
    return await run(ai);
  } finally {
    await ai.close();
  }
}

describe.skipIf(!folder)('recordings', () => {
  it.each(of('embed'))('of embeddings hold a vector for each input: $id', async (recorded) => {
    const rows = rowsOf(recorded);
    const { embeddings, usage } = await withServer(recorded.response, (ai) =>
      ai.embed({ model: recorded.model, input: rows.map((_, at) => `text ${at}`) }),
    );
    expect(embeddings).toHaveLength(rows.length);
    for (const [at, { embedding }] of rows.entries()) {
      const vector = embeddings[at] ?? [];
      if (typeof embedding !== 'string') expect(vector).toEqual(embedding);
      // Vectors of this vendor have the length 1.
      else expect(Math.hypot(...vector)).toBeCloseTo(1, 2);
    }
    expect(usage?.inputTokens).toBeGreaterThan(0);
  });

  it.each(of('rerank'))('of reranking hold the scores: $id', async (recorded) => {
    const { results } = await withServer(recorded.response, (ai) =>
      ai.rerank({ model: recorded.model, query: 'q', documents: ['a', 'b', 'c', 'd'] }),
    );
    expect(results).toEqual(rowsOf(recorded).map(({ index, relevance_score: score }) => ({ index, score })));
  });

  it.each(of('error'))('of refusals are typed errors: $id', async ({ response, model }) => {
    const error = await withServer(response, (ai) =>
      ai.embed({ model, input: 'a' }).catch((thrown: unknown) => thrown),
    );
    expect(isKitError(error) && error.status).toBe(response.status);
  });
});
