import { describe, expect, it } from 'vitest';
import { bodyOf, failed, preset, served } from '../tests/served.ts';

const request = { query: 'which?', documents: ['a', 'b', { title: 'c', text: 'd' }] };

describe('reranking', () => {
  it('is asked for as Cohere and Jina are', async () => {
    await using vended = await served(() => ({
      body: {
        id: 'r-1',
        model: 'm-1',
        results: [
          { index: 0, relevance_score: 0.1 },
          { index: 2, relevance_score: 0.8 },
        ],
        usage: { total_tokens: 42 },
      },
    }));
    const answer = await vended.ai.rerank({ ...request, topN: 2, returnDocuments: true });
    expect(bodyOf(vended.server)).toEqual({
      model: 'm-1',
      query: 'which?',
      documents: ['a', 'b', 'title: c\ntext: d'],
      top_n: 2,
    });
    expect(answer.results).toEqual([
      { index: 2, score: 0.8, document: 'title: c\ntext: d' },
      { index: 0, score: 0.1, document: 'a' },
    ]);
    expect(answer).toMatchObject({ usage: { inputTokens: 42 }, meta: { responseId: 'r-1' } });
  });

  it.each([
    [
      'a bare list (TEI)',
      [
        { index: 1, score: 0.7 },
        { index: 0, score: 0.9 },
      ],
    ],
    [
      'data (Jina of old)',
      {
        data: [
          { index: 0, relevance_score: 0.9 },
          { index: 1, relevance_score: '0.7' },
        ],
      },
    ],
    [
      'rows that are odd',
      {
        results: [null, { relevance_score: 1 }, { index: 0, relevance_score: 0.9 }, { index: 1, relevance_score: 0.7 }],
      },
    ],
  ])('is read from %s', async (_, body) => {
    await using vended = await served(() => ({ body }));
    expect((await vended.ai.rerank(request)).results).toEqual([
      { index: 0, score: 0.9 },
      { index: 1, score: 0.7 },
    ]);
  });

  it('counts what Cohere bills', async () => {
    await using vended = await served(() => ({
      body: { results: [{ index: 0, relevance_score: 1 }], meta: { billed_units: { search_units: 1 } } },
    }));
    expect((await vended.ai.rerank(request)).usage).toMatchObject({ units: { searches: 1 } });
  });

  it('fails where there are no scores, or a failure in their place', async () => {
    await using empty = await served(() => ({ body: { id: 'r-1', usage: {} } }));
    expect((await failed(empty.ai.rerank(request))).code).toBe('invalid-response');
    await using none = await served(() => ({ body: [] }));
    expect((await failed(none.ai.rerank(request))).code).toBe('invalid-response');
    await using told = await served(() => ({ body: { error: { message: 'no such model', code: 404 } } }));
    expect((await failed(told.ai.rerank(request))).code).toBe('not-found');
  });

  it('may be at another path', async () => {
    await using vended = await served(() => ({ body: [{ index: 0, score: 1 }] }), { rerankPath: '/v2/rerank' });
    await vended.ai.rerank(request);
    expect(vended.server.requests[0]?.path).toBe('/v1/v2/rerank');
  });
});

describe('NVIDIA', () => {
  const rankings = () => ({
    body: {
      rankings: [
        { index: 1, logit: 2.5 },
        { index: 0, logit: -1 },
      ],
    },
  });
  const model = 'nvidia/llama-3.2-nv-rerankqa-1b-v2';

  it('has a host of its own for it, and a path for each model, in which dots are underscores', async () => {
    await using vended = await preset('nvidia', rankings);
    const answer = await vended.ai.rerank({ model, query: 'q', documents: ['a', 'b'] });
    expect(vended.urls).toEqual([
      'https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v2/reranking',
    ]);
    expect(vended.server.requests[0]?.headers.authorization).toBe('Bearer key-1');
    expect(bodyOf(vended.server)).toEqual({ model, query: { text: 'q' }, passages: [{ text: 'a' }, { text: 'b' }] });
    expect(answer.results).toEqual([
      { index: 1, score: 2.5 },
      { index: 0, score: -1 },
    ]);
  });

  it("has `/ranking` in a container of one's own", async () => {
    await using vended = await preset('nvidia', rankings, { baseURL: 'http://nim.example:8000/v1' });
    await vended.ai.rerank({ model, query: 'q', documents: ['a', 'b'] });
    expect(vended.urls).toEqual(['http://nim.example:8000/v1/ranking']);
  });
});
