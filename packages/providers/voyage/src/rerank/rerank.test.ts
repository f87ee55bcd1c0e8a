import { describe, expect, it } from 'vitest';
import { failure, served } from '../../tests/served.ts';

const scores = (...rows: readonly (readonly [index: number, score: number])[]) => ({
  body: {
    object: 'list',
    data: rows.map(([index, score]) => ({ index, relevance_score: score })),
    model: 'rerank-2.5',
    usage: { total_tokens: 43 },
  },
});

describe('reranking', () => {
  it('says `top_k` and reads `data`', async () => {
    const { ai, body, server } = await served([scores([2, 0.9], [0, 0.4])]);
    const answer = await ai.rerank({ model: 'rerank-2.5', query: 'q', documents: ['a', 'b', 'c'], topN: 2 });
    expect(server.requests[0]?.path).toBe('/rerank');
    expect(body()).toEqual({ model: 'rerank-2.5', query: 'q', documents: ['a', 'b', 'c'], top_k: 2 });
    expect(answer.results).toEqual([
      { index: 2, score: 0.9 },
      { index: 0, score: 0.4 },
    ]);
    expect(answer.usage).toMatchObject({ inputTokens: 43 });
  });

  it('joins the documents without sending them twice, and writes records as lines', async () => {
    const { ai, body } = await served([scores([1, 0.9])]);
    const documents = ['a', { title: 'B', text: 'bee' }];
    const { results } = await ai.rerank({ model: 'rerank-2.5', query: 'q', documents, returnDocuments: true });
    expect(body()).not.toHaveProperty('return_documents');
    expect(results).toEqual([{ index: 1, score: 0.9, document: 'title: B\ntext: bee' }]);
  });

  it('asks for more than 1,000 documents in pieces and ranks them together', async () => {
    const { ai, server } = await served((body) => {
      const documents = body.documents as string[];
      return scores(
        ...documents
          .map((text, at) => [at, Number(text) / 10_000] as const)
          .reverse()
          .slice(0, body.top_k as number),
      );
    });
    const documents = Array.from({ length: 1500 }, (_, at) => String(at));
    const { results } = await ai.rerank({ model: 'rerank-2.5', query: 'q', documents, topN: 3 });
    expect(server.requests).toHaveLength(2);
    expect(results.map(({ index }) => index)).toEqual([1499, 1498, 1497]);
  });

  it('leaves rows out that say nothing, and refuses a reply without scores', async () => {
    const { ai } = await served([
      { body: { data: [null, { index: 'x' }, { index: 0, relevance_score: 0.5 }] } },
      { body: { data: 7 } },
    ]);
    const request = { model: 'rerank-2.5', query: 'q', documents: ['a'] };
    expect((await ai.rerank(request)).results).toEqual([{ index: 0, score: 0.5 }]);
    expect(await failure(ai.rerank(request))).toMatchObject({ code: 'invalid-response' });
  });
});
