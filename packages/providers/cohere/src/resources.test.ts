import { toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failure, served } from '../tests/served.ts';

describe('counting tokens', () => {
  const tokens = (count: number) => ({
    body: { tokens: Array.from({ length: count }, (_, at) => at), token_strings: [], meta: {} },
  });

  it('asks the tokenizer for the text of all messages', async () => {
    const { ai, body, server } = await served([tokens(5)]);
    const call = { type: 'tool-call', id: 'c', name: 'clock', arguments: '{}' } as const;
    const { inputTokens, warnings } = await ai.countTokens({
      messages: [
        { role: 'system', content: 'Be brief.' },
        user('Hi'),
        { role: 'assistant', content: [call] },
        toolResult({ id: 'c' }, 'noon'),
      ],
    });
    expect(server.requests[0]?.path).toBe('/v1/tokenize');
    expect(body()).toEqual({ model: 'command-a-plus-05-2026', text: 'Be brief.\nHi\n{}\nnoon' });
    expect(inputTokens).toBe(5);
    expect(warnings).toEqual([]);
  });

  it('says what it did not count', async () => {
    const { ai } = await served([tokens(1)]);
    const { warnings } = await ai.countTokens({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'image', source: { url: 'https://example.com/a.png' } },
          ],
        },
      ],
      tools: [{ name: 't' }],
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['tools', 'messages[0].content[1]']);
  });

  it('counts long texts in pieces, cut between words', async () => {
    const { ai, server } = await served((body) => tokens((body.text as string).trim().split(' ').length));
    const { inputTokens } = await ai.countTokens({ messages: [user('four '.repeat(30_000).trim())] });
    expect(inputTokens).toBe(30_000);
    expect(server.requests).toHaveLength(3);
  });

  it('tells what it did not count of long texts too, and refuses them where that is strict', async () => {
    const { ai } = await served([tokens(1)]);
    const request = { messages: [user('four '.repeat(20_000))], tools: [{ name: 't' }] };
    expect((await ai.countTokens(request)).warnings.map(({ feature }) => feature)).toEqual(['tools']);
    expect(await failure(ai.countTokens(request, { strict: true }))).toMatchObject({
      code: 'unsupported',
      field: 'tools',
    });
  });

  it('asks nobody where there is no text', async () => {
    const { ai, server } = await served([tokens(1)]);
    expect((await ai.countTokens({ messages: [user('')] })).inputTokens).toBe(0);
    expect(server.requests).toHaveLength(0);
  });
});

describe('models', () => {
  it('are listed to the last page', async () => {
    const page = (name: string, next?: string) => ({
      body: {
        models: [
          {
            name,
            endpoints: ['chat'],
            context_length: 288_000,
            features: ['json_mode', 'tools'],
            is_deprecated: next === undefined,
          },
        ],
        ...(next && { next_page_token: next }),
      },
    });
    const { ai, server } = await served([page('a', 'p2'), page('b')]);
    const { models } = await ai.models({ vendor: { cohere: { endpoint: 'chat' } } });
    expect(models).toMatchObject([
      { id: 'a', provider: 'cohere', kind: 'chat', contextWindow: 288_000, capabilities: ['json', 'tools'] },
      { id: 'b', status: 'deprecated' },
    ]);
    expect(server.requests.map(({ method, path, query }) => [method, path, query.toString()])).toEqual([
      ['GET', '/v1/models', 'page_size=1000&endpoint=chat'],
      ['GET', '/v1/models', 'page_size=1000&page_token=p2&endpoint=chat'],
    ]);
  });

  it('are no more than asked for, and of every kind', async () => {
    const rows = [
      { name: 'e', endpoints: ['embed', 'embed_image'] },
      { name: 'r', endpoints: ['rerank'] },
      { name: 't', endpoints: ['transcriptions'] },
      { name: 'x' },
      null,
      {},
    ];
    const { ai, server } = await served([{ body: { models: rows, next_page_token: 'p2' } }]);
    const { models } = await ai.models({ limit: 3 });
    expect(models.map(({ id, kind }) => [id, kind])).toEqual([
      ['e', 'embedding'],
      ['r', 'rerank'],
      ['t', 'transcription'],
    ]);
    expect(server.requests).toHaveLength(1);
  });
});

describe('health', () => {
  it('is the word on the key', async () => {
    const { ai, server } = await served([
      { body: { valid: true, organization_id: 'o' } },
      { body: { valid: false } },
      { status: 503, body: {} },
    ]);
    expect(await ai.health()).toMatchObject({ status: 'ok', latencyMs: expect.any(Number) });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/check-api-key' });
    expect(await ai.health()).toMatchObject({ status: 'down', detail: 'Cohere: the API key is not valid.' });
    expect(await ai.health()).toMatchObject({ status: 'degraded' });
  });

  it('is down where nobody answers', async () => {
    const { ai, server } = await served([{ body: {} }]);
    await server.refuse();
    expect(await ai.health()).toMatchObject({ status: 'down' });
  });
});

describe('transcription', () => {
  const request = { model: 'cohere-transcribe-03-2026', audio: Uint8Array.of(1, 2, 3), mediaType: 'audio/wav' };

  it('is a form whose last field is the file', async () => {
    const { ai, server } = await served([{ body: { text: ' Ruby is a language.' } }]);
    const { text, warnings } = await ai.transcribe({ ...request, language: 'de', temperature: 0.2 });
    expect(text).toBe(' Ruby is a language.');
    expect(warnings).toEqual([]);
    expect(server.requests[0]?.path).toBe('/v2/audio/transcriptions');
    const names = [...(server.requests[0]?.text() ?? '').matchAll(/ name="(\w+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['model', 'language', 'temperature', 'file']);
    expect(server.requests[0]?.text()).toContain('filename="audio.wav"');
  });

  it('has to name a language, and says which it named', async () => {
    const { ai, server } = await served([{ body: { text: 'a' } }]);
    const { warnings } = await ai.transcribe({ ...request, prompt: 'p', timestamps: 'word', diarize: true });
    expect(warnings.map(({ feature }) => feature)).toEqual(['prompt', 'diarize', 'timestamps', 'language']);
    expect(server.requests[0]?.text()).toMatch(/name="language"\r\n\r\nen\r\n/);
  });

  it('takes data in any form, and no links', async () => {
    const { ai, server } = await served([{ body: { text: 'a' } }]);
    await ai.transcribe({ model: 'm', language: 'en', audio: { data: 'AQID', mediaType: 'audio/mpeg' } });
    await ai.transcribe({ model: 'm', language: 'en', audio: { url: 'data:audio/flac;base64,AQID' } });
    expect(server.requests.map((sent) => /filename="([^"]+)"/.exec(sent.text())?.[1])).toEqual([
      'audio.mp3',
      'audio.flac',
    ]);
    expect(await failure(ai.transcribe({ model: 'm', audio: { url: 'https://example.com/a.mp3' } }))).toMatchObject({
      code: 'unsupported',
      field: 'audio',
    });
    expect(await failure(ai.transcribe({ model: 'm', audio: { data: '%%%', mediaType: 'audio/mpeg' } }))).toMatchObject(
      { code: 'unsupported' },
    );
  });

  it('without a text is no answer', async () => {
    const { ai } = await served([{ body: {} }]);
    expect(await failure(ai.transcribe({ ...request, language: 'en' }))).toMatchObject({ code: 'invalid-response' });
  });
});

describe('parsing', () => {
  const request = { model: 'parse-v5.0', source: { url: 'https://example.com/page.png' } } as const;

  it('reads a picture as markdown', async () => {
    const { ai, body, server } = await served([
      {
        body: {
          id: 'p-1',
          pages: [
            { index: 0, type: 'markdown', markdown: { content: '# Hi', images: [] } },
            { index: 1, markdown: { content: 'Bye' } },
          ],
          meta: { billed_units: { pages: 2 } },
        },
      },
    ]);
    const { text, pages, usage } = await ai.parse(request);
    expect(server.requests[0]?.path).toBe('/v2/parse');
    expect(body()).toEqual({
      model: 'parse-v5.0',
      document: { type: 'image_url', image_url: 'https://example.com/page.png' },
      output_format: 'markdown',
    });
    expect(text).toBe('# Hi\n\nBye');
    expect(pages).toEqual([
      { index: 0, text: '# Hi' },
      { index: 1, text: 'Bye' },
    ]);
    expect(usage).toMatchObject({ units: { pages: 2 } });
  });

  it('reads blocks, and keeps where they were', async () => {
    const blocks = [
      { type: 'text', text: { content: 'A' } },
      { type: 'table', table: { html: '<table></table>', bounding_box: {} } },
      { type: 'image', image: { id: 'i', description: 'A cat' } },
    ];
    const { ai } = await served([{ body: { pages: [{ index: 0, blocks }] } }]);
    const { text, meta } = await ai.parse({
      ...request,
      source: { data: 'AQ==', mediaType: 'image/png' },
      format: 'blocks',
    });
    expect(text).toBe('A\n\n<table></table>\n\nA cat');
    expect(meta.vendor?.pages).toEqual([{ index: 0, blocks }]);
  });

  it('reads pictures alone', async () => {
    const { ai } = await served([{ body: { pages: [] } }, { body: {} }]);
    expect((await ai.parse({ ...request, format: 'html', pages: [0] })).warnings.map(({ feature }) => feature)).toEqual(
      ['format', 'pages'],
    );
    expect(await failure(ai.parse(request))).toMatchObject({ code: 'invalid-response' });
    expect(
      await failure(ai.parse({ ...request, source: { data: 'AQ==', mediaType: 'application/pdf' } })),
    ).toMatchObject({ code: 'unsupported', field: 'source' });
  });
});
