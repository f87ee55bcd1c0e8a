import { describe, expect, it } from 'vitest';
import { failure, served } from '../../tests/served.ts';

const scores = (...rows: readonly (readonly [index: number, score: number])[]) => ({
  body: {
    id: 'k-1',
    results: rows.map(([index, score]) => ({ index, relevance_score: score })),
    meta: { billed_units: { search_units: 1 } },
  },
});
const request = { model: 'rerank-v3.5', query: 'q', documents: ['a', 'b', 'c'] } as const;

describe('reranking', () => {
  it('says `top_n` and joins the documents by index', async () => {
    const { ai, body, server } = await served([scores([2, 0.9], [0, 0.4])]);
    const { results, usage, cost } = await ai.rerank({ ...request, topN: 2, returnDocuments: true });
    expect(server.requests[0]?.path).toBe('/v2/rerank');
    expect(body()).toEqual({ model: 'rerank-v3.5', query: 'q', documents: ['a', 'b', 'c'], top_n: 2 });
    expect(results).toEqual([
      { index: 2, score: 0.9, document: 'c' },
      { index: 0, score: 0.4, document: 'a' },
    ]);
    expect(usage).toMatchObject({ units: { requests: 1 } });
    expect(cost?.amount).toBeCloseTo(0.002, 12);
  });

  it('writes records as YAML', async () => {
    const { ai, body } = await served([scores([0, 1])]);
    await ai.rerank({ ...request, documents: [{ title: 'Ruby', text: 'line one\nline two', note: '- a' }] });
    expect(body().documents).toEqual(['title: Ruby\ntext: "line one\\nline two"\nnote: "- a"']);
  });

  it('asks for more than 1,000 documents in pieces', async () => {
    const { ai, server } = await served((body) =>
      scores(
        ...(body.documents as string[]).map((text, at) => [at, Number(text)] as const).slice(-(body.top_n as number)),
      ),
    );
    const documents = Array.from({ length: 1001 }, (_, at) => String(at));
    const { results } = await ai.rerank({ ...request, documents, topN: 2 });
    expect(server.requests).toHaveLength(2);
    expect(results.map(({ index }) => index)).toEqual([1000, 999]);
  });

  it('refuses a reply without scores', async () => {
    const { ai } = await served([{ body: { data: [] } }]);
    expect(await failure(ai.rerank(request))).toMatchObject({ code: 'invalid-response' });
  });
});
