// What Upstage does otherwise, item by item of its documents.
import { image, pipeline, user } from '@kit/core';
import { failureOf, sampleSchema, served } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { upstage } from './index.ts';

const model = 'solar-pro3';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const document = { data: new Uint8Array([37, 80, 68, 70]), mediaType: 'application/pdf' };
const serving = (answers: Parameters<typeof served>[1], path = '/v1') =>
  served((at) => upstage({ ...at, model }), answers, { path });

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it('may be the older one, which is the newer without its last word', async () => {
    const parsed = { body: { content: { markdown: 'x' }, elements: [] } };
    await using vended = await serving([reply, { body: { data: [{ embedding: [1] }] } }, parsed, reply], '/v1/solar');
    await vended.ai.chat({ messages });
    expect(vended.request().path).toBe('/v1/chat/completions');
    await vended.ai.embed({ model: 'embedding', input: 'x' });
    expect(vended.request().path).toBe('/v1/embeddings');
    await vended.ai.parse({ model: 'document-parse', source: document });
    expect(vended.request().path).toBe('/v1/document-digitization');
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
    await vended.ai.chat({ model: 'information-extract', messages });
    expect(vended.request().path).toBe('/v1/information-extraction/chat/completions');
  });

  it('may come from UPSTAGE_API_BASE', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('UPSTAGE_API_BASE', `${vended.server.url}/other`);
    await using ai = pipeline(upstage({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/other/chat/completions');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('UPSTAGE_API_KEY', '');
    await using ai = pipeline(upstage({ model }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('UPSTAGE_API_KEY');
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Invalid API key', { code: 'invalid_api_key' })]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('an embedding', () => {
  const vector = { body: { data: [{ embedding: [1] }] } };

  it.each([
    ['embedding', undefined, 'embedding-passage'],
    ['embedding', 'query', 'embedding-query'],
    ['embedding-passage', 'query', 'embedding-query'],
    ['embedding-query', undefined, 'embedding-query'],
    ['solar-embedding-1-large', 'document', 'solar-embedding-1-large-passage'],
  ])('of %s for %s is made by %s', async (asked, inputType, sent) => {
    await using vended = await serving([vector]);
    const { warnings } = await vended.ai.embed({ model: asked, input: 'x', ...(inputType && { inputType }) });
    expect(vended.body()).toEqual({ model: sent, input: ['x'] });
    expect(warnings).toEqual([]);
  });

  it('of more than a hundred texts is several requests', async () => {
    const rows = (count: number) => ({
      body: { data: Array.from({ length: count }, (_, index) => ({ index, embedding: [index] })) },
    });
    await using vended = await served(
      (at) => upstage(at),
      (request) => rows((request.json() as { input: unknown[] }).input.length),
    );
    const { embeddings } = await vended.ai.embed({ model: 'embedding', input: Array.from({ length: 101 }, () => 'x') });
    expect(embeddings).toHaveLength(101);
    expect(vended.server.requests).toHaveLength(2);
  });
});

describe('a document', () => {
  it('is sent as a form, in the format that is asked for', async () => {
    const elements = [{ page: 1, content: { html: '<p>x</p>' } }];
    await using vended = await serving([{ body: { content: { html: '<p>x</p>' }, elements, usage: { pages: 1 } } }]);
    const vendor = { upstage: { ocr: 'force', base64_encoding: ['table'] } };
    const { text, meta } = await vended.ai.parse({ model: 'document-parse', source: document, format: 'html', vendor });
    const form = vended.request().text();
    expect(form).toMatch(/name="model"\s+document-parse\s/);
    expect(form).toMatch(/name="output_formats"\s+\["html"\]\s/);
    expect(form).toMatch(/name="ocr"\s+force\s/);
    expect(form).toMatch(/name="base64_encoding"\s+\["table"\]\s/);
    expect(form).toContain('name="document"; filename="document.pdf"');
    expect(text).toBe('<p>x</p>');
    expect(meta.vendor).toEqual({ elements });
  });

  it('may be read letter by letter', async () => {
    const body = {
      model: 'ocr-250904',
      text: 'Hello',
      pages: [{ id: 0, text: 'Hello', words: [] }],
      numBilledPages: 1,
    };
    await using vended = await serving([{ body }]);
    const result = await vended.ai.parse({ model: 'ocr', source: document, format: 'text' });
    expect(result).toMatchObject({
      text: 'Hello',
      pages: [{ index: 0, text: 'Hello' }],
      usage: { units: { pages: 1 } },
    });
  });

  it('is never read by the model that chats', async () => {
    await using vended = await serving([reply]);
    expect(await failureOf(vended.ai.parse({ source: document }))).toMatchObject({
      code: 'invalid-request',
      field: 'model',
    });
  });

  it('must be data', async () => {
    await using vended = await serving([reply]);
    const source = { url: 'https://example.com/a.pdf' };
    expect(await failureOf(vended.ai.parse({ model: 'document-parse', source }))).toMatchObject({
      code: 'unsupported',
      field: 'source',
    });
  });

  it('gives the fields of a schema to a model that extracts', async () => {
    await using vended = await serving([openaiAnswer({ content: '{"city":"Rome"}' }, 'stop').reply]);
    await vended.ai.chat({
      model: 'information-extract',
      messages: [user([image({ data: 'JVBE', mediaType: 'application/pdf' })])],
      output: { type: 'json-schema', schema: sampleSchema },
    });
    expect(vended.request().path).toBe('/v1/information-extraction/chat/completions');
    expect(vended.body()).toMatchObject({
      messages: [{ content: [{ type: 'image_url', image_url: { url: 'data:application/pdf;base64,JVBE' } }] }],
      response_format: { type: 'json_schema' },
    });
  });
});

describe('older models', () => {
  it('neither think nor hold to a schema', async () => {
    await using vended = await serving([openaiAnswer({ content: '{"city":"Rome"}' }, 'stop').reply]);
    const { warnings } = await vended.ai.chat({
      model: 'solar-mini',
      messages,
      reasoning: { effort: 'high' },
      output: { type: 'json-schema', schema: sampleSchema },
    });
    expect(warnings.map(({ feature }) => feature).sort()).toEqual(['output.schema', 'reasoning.effort']);
    expect(vended.body()).not.toHaveProperty('response_format');
  });
});

describe('limits', () => {
  it("have the vendor's name in their headers", async () => {
    const headers = { 'x-upstage-ratelimit-limit-requests': '100', 'x-upstage-ratelimit-remaining-requests': '99' };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([{ name: 'requests', limit: 100, remaining: 99 }]);
  });
});
