// What Jina does otherwise, item by item of its documents.
import { createContext, pipeline, user } from '@kit/core';
import { failureOf, samplePicture, served, sseReply } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type JinaOptions, jina } from './index.ts';

const model = 'jina-embeddings-v4';
const vectors = {
  body: { object: 'list', data: [{ index: 0, embedding: [1, 2] }], model, usage: { total_tokens: 1 } },
};
const serving = (answers: Parameters<typeof served>[1], more: JinaOptions = {}) =>
  served((at) => jina({ ...at, ...more }), answers);
const urlOf = async (operation: string, request: object, options: JinaOptions = {}) =>
  (await jina({ apiKey: 'k', ...options }).inspect?.({ operation, request, context: createContext() } as never))?.url;

afterEach(() => void vi.unstubAllEnvs());

describe('a host', () => {
  const chat = { model: 'jina-deepsearch-v1', messages: [user('Hi')] };

  it.each([
    ['embed', { model, input: 'a' }, 'https://api.jina.ai/v1/embeddings'],
    ['rerank', { model, query: 'q', documents: ['a'] }, 'https://api.jina.ai/v1/rerank'],
    ['jinaClassify', { input: ['a'], labels: ['b'] }, 'https://api.jina.ai/v1/classify'],
    ['chat', chat, 'https://deepsearch.jina.ai/v1/chat/completions'],
    ['parse', { source: { url: 'https://x.example' } }, 'https://r.jina.ai/'],
    ['jinaSearch', { query: 'a' }, 'https://s.jina.ai/'],
    ['jinaSegment', { text: 'a' }, 'https://segment.jina.ai/'],
  ])('of %s is its own', async (operation, request, url) => {
    expect(await urlOf(operation, request)).toBe(url);
  });

  it('of reader and search may be in Europe', async () => {
    expect(await urlOf('jinaRead', { url: 'https://x.example' }, { region: 'eu' })).toBe('https://eu.r.jina.ai/');
    expect(await urlOf('jinaSearch', { query: 'a' }, { region: 'eu' })).toBe('https://eu.s.jina.ai/');
  });

  it('is the same for all where one address is given, unless another is given too', async () => {
    const options = { baseURL: 'https://proxy.example/jina', searchURL: 'https://search.example' };
    expect(await urlOf('jinaRead', { url: 'https://x.example' }, options)).toBe('https://proxy.example/jina/');
    expect(await urlOf('jinaSearch', { query: 'a' }, options)).toBe('https://search.example/');
  });
});

describe('a key', () => {
  it.each(['JINA_API_KEY', 'JINA_AI_API_KEY'])('may come from %s', async (name) => {
    await using vended = await serving([vectors]);
    vi.stubEnv(name, 'jina-from-environment');
    await using ai = pipeline(jina({ baseURL: vended.server.url }));
    await ai.embed({ model, input: 'a' });
    expect(vended.request().headers.authorization).toBe('Bearer jina-from-environment');
  });

  it('is asked for by the name of its variable', async () => {
    await using ai = pipeline(jina({ model }));
    expect(await failureOf(ai.embed({ input: 'a' }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('JINA_API_KEY'),
    });
  });

  it('that is wrong is told without being shown, with 200 in the head too', async () => {
    await using vended = await serving([
      { status: 401, body: { detail: 'The key test-key is invalid' } },
      { body: { code: 400, status: 'error', message: 'Invalid token provided' } },
    ]);
    for (const _ of [1, 2]) {
      const error = await failureOf(vended.ai.embed({ model, input: 'a' }));
      expect(error.code).toBe('authentication');
      expect(`${error.message}${JSON.stringify(error)}`).not.toContain('test-key');
    }
  });
});

describe('embeddings', () => {
  it.each([
    ['jina-embeddings-v3', 'query', 'retrieval.query'],
    ['jina-embeddings-v3', 'document', 'retrieval.passage'],
    ['jina-embeddings-v3', 'clustering', 'separation'],
    ['jina-embeddings-v3', 'classification', 'classification'],
    ['jina-embeddings-v4', 'similarity', 'text-matching'],
    ['jina-embeddings-v4', 'code.query', 'code.query'],
    ['jina-clip-v2', 'query', 'retrieval.query'],
    ['jina-embeddings-v5-text-small', 'clustering', 'clustering'],
    ['jina-code-embeddings-1.5b', 'query', 'nl2code.query'],
    ['jina-code-embeddings-1.5b', 'document', 'nl2code.passage'],
  ])('of %s for "%s" have the task %s', async (name, inputType, task) => {
    await using vended = await serving([vectors]);
    const { warnings } = await vended.ai.embed({ model: name, input: 'a', inputType });
    expect(vended.body()).toMatchObject({ task });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['jina-embeddings-v2-base-en', 'query'],
    ['jina-embeddings-v4', 'clustering'],
  ])('of %s have none for "%s"', async (name, inputType) => {
    await using vended = await serving([vectors]);
    const { warnings } = await vended.ai.embed({ model: name, input: 'a', inputType });
    expect(vended.body()).not.toHaveProperty('task');
    expect(warnings.map(({ feature }) => feature)).toEqual(['inputType']);
  });

  it('with several vectors for an input come one behind the other, and say how many', async () => {
    await using vended = await serving([
      {
        body: {
          data: [
            { index: 1, embeddings: [[5, 6]] },
            {
              index: 0,
              embeddings: [
                [1, 2],
                [3, 4],
              ],
            },
          ],
          model,
          usage: { total_tokens: 3 },
        },
      },
    ]);
    const { embeddings, meta } = await vended.ai.embed({
      model,
      input: ['a', 'b'],
      vendor: { jina: { return_multivector: true, late_chunking: true } },
    });
    expect(vended.body()).toMatchObject({ return_multivector: true, late_chunking: true });
    expect(embeddings).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(meta.vendor).toEqual({ documents: [2, 1] });
  });

  it('are of texts, pictures and PDFs, one at a time', async () => {
    await using vended = await serving([vectors]);
    const pdf = { type: 'file', source: { url: 'https://x.example/a.pdf', mediaType: 'application/pdf' } } as const;
    const picture = { type: 'image', source: { url: 'https://x.example/a.png' } } as const;
    await vended.ai.embed({ model, input: ['a', [{ type: 'text', text: 'b' }], [picture], [pdf]] });
    expect(vended.body().input).toEqual(['a', 'b', { image: picture.source.url }, { pdf: pdf.source.url }]);
    const both = [{ type: 'text', text: 'b' } as const, picture];
    expect(await failureOf(vended.ai.embed({ model, input: [both] }))).toMatchObject({ code: 'unsupported' });
  });

  it('take data as plain base64', async () => {
    await using vended = await serving([vectors]);
    const source = { url: `data:image/png;base64,${samplePicture}` };
    await vended.ai.embed({ model, input: [[{ type: 'image', source }]] });
    expect(vended.body().input).toEqual([{ image: samplePicture }]);
  });
});

describe('reader and search', () => {
  const page = { body: { code: 200, status: 20000, data: { content: 'text', url: 'https://x.example' } } };

  it('are asked for JSON, and how with headers', async () => {
    await using vended = await serving([page]);
    await vended.ai.jinaRead({
      url: 'https://x.example',
      engine: 'direct',
      timeoutSeconds: 9,
      images: true,
      vendor: { jina: { 'x-referer': 'https://y.example', viewport: { width: 800, height: 600 } } },
    });
    expect(vended.request().headers).toMatchObject({
      accept: 'application/json',
      'x-engine': 'direct',
      'x-timeout': '9',
      'x-with-images-summary': 'true',
      'x-referer': 'https://y.example',
    });
    expect(vended.body()).toEqual({ url: 'https://x.example', viewport: { width: 800, height: 600 } });
  });

  it('tell pictures of pages by their links', async () => {
    await using vended = await serving([
      { body: { code: 200, data: { url: 'https://x.example', screenshotUrl: 'https://y.example/1.png' } } },
    ]);
    const { screenshotURL, text } = await vended.ai.jinaRead({ url: 'https://x.example', format: 'screenshot' });
    expect([screenshotURL, text]).toEqual(['https://y.example/1.png', '']);
  });

  it('read links alone', async () => {
    await using vended = await serving([page]);
    const source = { data: new Uint8Array([37, 80]), mediaType: 'application/pdf' };
    expect(await failureOf(vended.ai.parse({ source }))).toMatchObject({ code: 'unsupported', field: 'source' });
  });

  it('search one site, without the pages if they are not wanted', async () => {
    await using vended = await serving([{ body: { code: 200, data: [{ url: 'https://x.example', title: 'X' }] } }]);
    const { results } = await vended.ai.jinaSearch({ query: 'a', site: 'x.example', content: false });
    expect(vended.request().headers).toMatchObject({ 'x-site': 'x.example', 'x-respond-with': 'no-content' });
    expect(results).toEqual([{ url: 'https://x.example', title: 'X' }]);
  });
});

describe('deep search', () => {
  const chunk = (delta: object, finish: string | null = null) => ({
    id: '1',
    model: 'jina-deepsearch-v1',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const ask = { model: 'jina-deepsearch-v1', messages: [user('Hi')] };

  it('goes on after its thinking has ended', async () => {
    await using vended = await serving([
      sseReply(
        chunk({ content: '<think>', type: 'think' }),
        chunk({ content: 'Hm.', type: 'think' }),
        chunk({ content: '</think>\n\n', type: 'think' }, 'thinking_end'),
        chunk({ content: 'Yes.', type: 'text' }, 'stop'),
      ),
    ]);
    expect(await vended.ai.stream(ask).response).toMatchObject({
      text: 'Yes.',
      reasoning: 'Hm.\n\n',
      finishReason: 'stop',
    });
  });

  it('that is cut while it thinks is no answer', async () => {
    await using vended = await serving([sseReply(chunk({ content: '</think>', type: 'think' }, 'thinking_end'))]);
    expect(await failureOf(vended.ai.stream(ask).response)).toMatchObject({ code: 'invalid-response' });
  });

  it('tells its sources with what they say', async () => {
    const cited = { title: 'X', exactQuote: 'it is so', url: 'https://x.example', dateTime: '2026-01-01' };
    await using vended = await serving([
      {
        body: {
          model: 'jina-deepsearch-v1',
          choices: [
            {
              index: 0,
              message: { content: 'Yes.', annotations: [{ type: 'url_citation', url_citation: cited }] },
              finish_reason: 'stop',
            },
          ],
          visitedURLs: ['https://x.example'],
        },
      },
    ]);
    const { citations, meta } = await vended.ai.chat(ask);
    expect(citations).toMatchObject([{ url: 'https://x.example', title: 'X', quote: 'it is so' }]);
    expect(meta.vendor).toMatchObject({ visitedURLs: ['https://x.example'] });
  });

  it('takes pictures and files in its own words', async () => {
    await using vended = await serving([
      { body: { choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }] } },
    ]);
    const source = { data: 'AAAA', mediaType: 'application/pdf' };
    await vended.ai.chat({
      ...ask,
      messages: [
        user([
          { type: 'image', source: { url: 'https://x.example/a.png' } },
          { type: 'file', source },
        ]),
      ],
    });
    expect(vended.body().messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', image: 'https://x.example/a.png' },
          { type: 'file', data: 'data:application/pdf;base64,AAAA', mimeType: 'application/pdf' },
        ],
      },
    ]);
  });
});

describe('a reply', () => {
  it('of the classifier may stand in an envelope', async () => {
    const data = [{ index: 0, prediction: 'b', score: 0.5, predictions: [{ label: 'b', score: 0.5 }] }];
    await using vended = await serving([
      { body: { code: 200, status: 20000, data: { usage: { total_tokens: 9 }, data } } },
    ]);
    const { results, usage } = await vended.ai.jinaClassify({ classifierId: 'c-1', input: ['a'] });
    expect(vended.body()).toEqual({ classifier_id: 'c-1', input: ['a'] });
    expect(results).toEqual([{ label: 'b', score: 0.5, scores: { b: 0.5 } }]);
    expect(usage).toMatchObject({ inputTokens: 9 });
  });

  it.each(['Washington', { text: 'Washington' }])('of reranking may bring documents: %j', async (document) => {
    await using vended = await serving([
      { body: { model: 'm', results: [{ index: 0, relevance_score: 0.9, document }], usage: { total_tokens: 15 } } },
    ]);
    const { results } = await vended.ai.rerank({ model: 'm', query: 'q', documents: ['Washington'] });
    expect(vended.body()).toMatchObject({ return_documents: false });
    expect(results).toEqual([{ index: 0, score: 0.9 }]);
  });
});

describe('a request', () => {
  it.each([
    ['jinaClassify', { input: ['a'] }, 'labels'],
    ['jinaClassify', { labels: ['a'] }, 'input'],
    ['jinaSegment', {}, 'text'],
    ['jinaSegment', { text: 'a', head: 1, tail: 1 }, 'tail'],
    ['jinaRead', {}, 'url'],
    ['jinaSearch', {}, 'query'],
  ] as const)('of %s like %j is refused by its field', async (operation, request, field) => {
    await using ai = pipeline(jina({ apiKey: 'k' }));
    const call = ai[operation] as (request: object) => Promise<unknown>;
    expect(await failureOf(call(request))).toMatchObject({ code: 'invalid-request', field });
  });
});
