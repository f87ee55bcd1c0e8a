import { inspect, pipeline, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { eventStream, message } from '../tests/event-messages.ts';
import { claude, credentials, failed, failure, served } from '../tests/served.ts';
import { bedrock } from './index.ts';

const hi = { messages: [user('Hi')] };

describe('embeddings', () => {
  it('of Titan are asked for one by one, and come in order', async () => {
    const { ai, server } = await served((request) => {
      const { inputText } = request.json() as { inputText: string };
      return { body: { embedding: [inputText.length, 0], inputTextTokenCount: inputText.length } };
    });
    const model = 'amazon.titan-embed-text-v2:0';
    const result = await ai.embed({ model, input: ['a', 'bb', 'ccc', 'dddd', 'eeeee'], dimensions: 256 });
    expect(result.embeddings.map(([length]) => length)).toEqual([1, 2, 3, 4, 5]);
    expect(result.usage).toMatchObject({ inputTokens: 15 });
    expect(server.requests).toHaveLength(5);
    expect(server.requests[0]).toMatchObject({ path: '/model/amazon.titan-embed-text-v2%3A0/invoke' });
    expect(server.requests[0]?.json()).toEqual({ inputText: expect.any(String) as string, dimensions: 256 });
  });

  it('of Titan see images too', async () => {
    const { ai, body } = await served([{ body: { embedding: [1] } }]);
    await ai.embed({
      model: 'amazon.titan-embed-image-v1',
      input: [
        [
          { type: 'text', text: 'cat' },
          { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } },
        ],
      ],
      dimensions: 384,
    });
    expect(body()).toEqual({ inputText: 'cat', inputImage: 'AQ==', embeddingConfig: { outputEmbeddingLength: 384 } });
  });

  it('of Cohere go by 96, their tokens are counted in a header', async () => {
    const { ai, server, body } = await served((request) => ({
      headers: { 'x-amzn-bedrock-input-token-count': '7' },
      body: { embeddings: { float: (request.json() as { texts: string[] }).texts.map(() => [1, 2]) } },
    }));
    const input = Array.from({ length: 100 }, (_, at) => `text ${at}`);
    const result = await ai.embed({
      model: 'us.cohere.embed-v4:0',
      input,
      inputType: 'query',
      dimensions: 512,
      truncate: 'end',
    });
    expect(result.embeddings).toHaveLength(100);
    expect(result.usage).toMatchObject({ inputTokens: 14 });
    expect(server.requests).toHaveLength(2);
    expect(body()).toMatchObject({
      input_type: 'search_query',
      embedding_types: ['float'],
      output_dimension: 512,
      truncate: 'RIGHT',
    });
    const early = await ai.embed({ model: 'cohere.embed-english-v3', input: 'a', dimensions: 512, truncate: 'start' });
    expect(early.warnings).toMatchObject([{ feature: 'dimensions' }]);
    expect(body(2)).toEqual({
      texts: ['a'],
      input_type: 'search_document',
      embedding_types: ['float'],
      truncate: 'START',
    });
  });

  it('of Cohere v4 mix texts and images', async () => {
    const { ai, body } = await served([{ body: { embeddings: [[1, 2]] } }]);
    const picture = { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } } as const;
    await ai.embed({ model: 'cohere.embed-v4:0', input: [[{ type: 'text', text: 'cat' }, picture]] });
    expect(body().inputs).toEqual([
      {
        content: [
          { type: 'text', text: 'cat' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==' } },
        ],
      },
    ]);
    await ai.embed({ model: 'cohere.embed-multilingual-v3', input: [[picture]] });
    expect(body(1)).toMatchObject({ images: ['data:image/png;base64,AQ=='], input_type: 'image' });
  });

  it('of Nova say what they are for', async () => {
    const { ai, body } = await served([{ body: { embeddings: [{ embeddingType: 'TEXT', embedding: [1, 2] }] } }]);
    const model = 'amazon.nova-2-multimodal-embeddings-v1:0';
    expect((await ai.embed({ model, input: 'a', inputType: 'query', dimensions: 256 })).embeddings).toEqual([[1, 2]]);
    expect(body()).toEqual({
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: {
        embeddingPurpose: 'GENERIC_RETRIEVAL',
        embeddingDimension: 256,
        text: { truncationMode: 'END', value: 'a' },
      },
    });
  });

  it('of other models are refused before any request', async () => {
    const { ai, server } = await served([{ body: {} }]);
    expect(await failure(ai.embed({ model: 'twelvelabs.marengo-embed-2-7-v1:0', input: 'a' }))).toMatchObject({
      code: 'unsupported',
      field: 'model',
    });
    expect(server.requests).toEqual([]);
  });
});

describe('reranking', () => {
  const request = { model: 'cohere.rerank-v3-5:0', query: 'q', documents: ['a', { title: 'b' }, 'c'] };

  it('is the agent runtime’s, in pages', async () => {
    const { ai, body, sent } = await served([
      { body: { results: [{ index: 1, relevanceScore: 0.4 }], nextToken: 'n' } },
      { body: { results: [{ index: 0, relevanceScore: 0.9 }] } },
    ]);
    const { results } = await ai.rerank({ ...request, topN: 7, returnDocuments: true });
    expect(results).toEqual([
      { index: 0, score: 0.9, document: 'a' },
      { index: 1, score: 0.4, document: '{"title":"b"}' },
    ]);
    expect(sent().path).toBe('/rerank');
    expect(body()).toEqual({
      queries: [{ type: 'TEXT', textQuery: { text: 'q' } }],
      sources: [
        { type: 'INLINE', inlineDocumentSource: { type: 'TEXT', textDocument: { text: 'a' } } },
        { type: 'INLINE', inlineDocumentSource: { type: 'JSON', jsonDocument: { title: 'b' } } },
        { type: 'INLINE', inlineDocumentSource: { type: 'TEXT', textDocument: { text: 'c' } } },
      ],
      rerankingConfiguration: {
        type: 'BEDROCK_RERANKING_MODEL',
        bedrockRerankingConfiguration: {
          numberOfResults: 3,
          modelConfiguration: { modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0' },
        },
      },
    });
    expect(body(1).nextToken).toBe('n');
  });

  it('goes through InvokeModel with a bearer key, which the agent runtime does not take', async () => {
    const { ai, body, sent } = await served([{ body: { results: [{ index: 2, relevance_score: 0.5 }] } }], {
      apiKey: 'ABSK',
    });
    expect((await ai.rerank(request)).results).toEqual([{ index: 2, score: 0.5 }]);
    expect(sent().path).toBe('/model/cohere.rerank-v3-5%3A0/invoke');
    expect(body()).toEqual({ query: 'q', documents: ['a', '{"title":"b"}', 'c'], top_n: 3, api_version: 2 });
  });
});

describe('token counts', () => {
  it('are those of a Converse request, of the foundation model', async () => {
    const { ai, body, sent } = await served([{ body: { inputTokens: 19 } }], { model: `us.${claude}` });
    expect((await ai.countTokens({ ...hi, maxTokens: 9 })).inputTokens).toBe(19);
    expect(sent().path).toBe('/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens');
    expect(body()).toEqual({ input: { converse: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] } } });
  });

  it('are those of an Anthropic body where that is spoken', async () => {
    const { ai, body } = await served([{ body: { inputTokens: 19 } }], { api: 'invoke' });
    expect((await ai.countTokens(hi)).inputTokens).toBe(19);
    const { input } = body() as { input: { invokeModel: { body: string } } };
    expect(JSON.parse(Buffer.from(input.invokeModel.body, 'base64').toString())).toMatchObject({
      anthropic_version: 'bedrock-2023-05-31',
      messages: [{ role: 'user', content: 'Hi' }],
    });
  });
});

describe('the live list', () => {
  const models = {
    body: {
      modelSummaries: [
        {
          modelId: claude,
          modelName: 'Claude',
          inputModalities: ['TEXT', 'IMAGE'],
          outputModalities: ['TEXT'],
          responseStreamingSupported: true,
        },
        {
          modelId: 'amazon.titan-embed-text-v2:0',
          outputModalities: ['EMBEDDING'],
          modelLifecycle: { status: 'LEGACY' },
        },
        {},
      ],
    },
  };

  it('has models and the profiles that lead to them, page by page', async () => {
    const { ai, sent } = await served(({ path, query }) => {
      if (path === '/foundation-models') return models;
      const modelArn = `arn:aws:bedrock:us-east-1::foundation-model/${claude}`;
      const more = query.get('nextToken');
      const summary = more
        ? {
            inferenceProfileArn: 'arn:aws:bedrock:us-east-1:1:application-inference-profile/x',
            type: 'APPLICATION',
            models: [{ modelArn }],
          }
        : { inferenceProfileId: `us.${claude}`, inferenceProfileName: 'US Claude', models: [{ modelArn }] };
      return { body: { inferenceProfileSummaries: [summary], ...(!more && { nextToken: 'n' }) } };
    });
    const list = await ai.models();
    expect(list.models).toMatchObject([
      { id: claude, kind: 'chat', input: ['text', 'image'], capabilities: ['streaming'], provider: 'bedrock' },
      { id: 'amazon.titan-embed-text-v2:0', kind: 'embedding', status: 'deprecated' },
      { id: `us.${claude}`, kind: 'chat', name: 'US Claude' },
      { id: 'arn:aws:bedrock:us-east-1:1:application-inference-profile/x', kind: 'chat' },
    ]);
    expect((await ai.models({ limit: 1 })).models).toHaveLength(1);
    expect(sent(0)).toMatchObject({ method: 'GET', path: '/foundation-models' });
  });

  it('does without profiles where they may not be listed', async () => {
    const { ai } = await served(({ path }) =>
      path === '/foundation-models' ? models : failed(403, 'AccessDeniedException', 'not you'),
    );
    const { models: listed, warnings } = await ai.models();
    expect(listed).toHaveLength(2);
    expect(warnings).toMatchObject([{ feature: 'inferenceProfiles' }]);
  });

  it('says how Bedrock is', async () => {
    const { ai } = await served([
      models,
      failed(503, 'ServiceUnavailableException', 'later'),
      failed(403, 'AccessDeniedException', 'no'),
    ]);
    expect((await ai.health()).status).toBe('ok');
    expect((await ai.health()).status).toBe('degraded');
    expect(await ai.health()).toMatchObject({ status: 'down', detail: expect.stringContaining('no') });
  });
});

describe('images', () => {
  it('of Amazon are tasks', async () => {
    const { ai, body } = await served([{ body: { images: ['AQID', 'BAUG'] } }]);
    const model = 'amazon.nova-canvas-v1:0';
    const { images } = await ai.image({
      model,
      prompt: 'A fox',
      n: 2,
      size: '512x256',
      seed: 7,
      style: 'SOFT_DIGITAL_PAINTING',
    });
    expect(images).toEqual([
      { data: 'AQID', mediaType: 'image/png' },
      { data: 'BAUG', mediaType: 'image/png' },
    ]);
    expect(body()).toEqual({
      taskType: 'TEXT_IMAGE',
      textToImageParams: { text: 'A fox', style: 'SOFT_DIGITAL_PAINTING' },
      imageGenerationConfig: { width: 512, height: 256, numberOfImages: 2, seed: 7 },
    });
    const source = { data: 'AQ==', mediaType: 'image/png' };
    await ai.image({ model, prompt: 'A fox', images: [source], mask: source });
    expect(body(1)).toMatchObject({ taskType: 'INPAINTING', inPaintingParams: { image: 'AQ==', maskImage: 'AQ==' } });
    await ai.image({ model, prompt: 'A fox', images: [source] });
    expect(body(2)).toMatchObject({ taskType: 'IMAGE_VARIATION', imageVariationParams: { images: ['AQ=='] } });
  });

  it('of Stability may be withheld', async () => {
    const { ai, body } = await served([
      { body: { seeds: [3], finish_reasons: [null], images: ['AQID'] } },
      { body: { seeds: [3], finish_reasons: ['Filter reason: prompt'], images: [null] } },
    ]);
    const request = { model: 'stability.sd3-5-large-v1:0', prompt: 'A fox', aspectRatio: '16:9', format: 'jpeg' };
    expect((await ai.image(request)).images).toEqual([{ data: 'AQID', mediaType: 'image/jpeg', seed: 3 }]);
    expect(body()).toEqual({ prompt: 'A fox', aspect_ratio: '16:9', output_format: 'jpeg' });
    expect(await failure(ai.image(request))).toMatchObject({ code: 'content-filter' });
  });
});

it('moderation is what a guardrail says', async () => {
  const { ai, body, sent } = await served(({ text }) => ({
    body: text().includes('bad')
      ? {
          action: 'GUARDRAIL_INTERVENED',
          assessments: [
            {
              contentPolicy: { filters: [{ type: 'VIOLENCE', confidence: 'HIGH', action: 'BLOCKED' }] },
              topicPolicy: { topics: [{ name: 'Finance', type: 'DENY', action: 'NONE', detected: false }] },
            },
          ],
        }
      : { action: 'NONE', assessments: [{}] },
  }));
  const { results } = await ai.moderate({
    model: 'gr1:2',
    input: ['bad', 'good'],
    vendor: { bedrock: { source: 'OUTPUT' } },
  });
  expect(results).toEqual([
    { flagged: true, categories: { VIOLENCE: true, Finance: false } },
    { flagged: false, categories: {} },
  ]);
  expect(sent().path).toBe('/guardrail/gr1/version/2/apply');
  expect(body()).toMatchObject({ source: 'OUTPUT', content: [{ text: { text: expect.any(String) as string } }] });
});

describe('the other wires', () => {
  it('invoke: Anthropic’s body, its events in an event stream', async () => {
    const reply = {
      type: 'message',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 1 },
    };
    const chunk = (event: object) =>
      message('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'ab' });
    const { ai, body, sent } = await served(
      [
        { body: reply },
        eventStream(
          chunk({ type: 'message_start', message: { ...reply, content: [], stop_reason: null } }),
          chunk({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
          chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße' } }),
          chunk({ type: 'content_block_stop', index: 0 }),
          chunk({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } }),
          chunk({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3 } }),
        ),
      ],
      { api: 'invoke' },
    );
    expect((await ai.chat({ ...hi, vendor: { bedrock: { betas: ['b-1'] } } })).text).toBe('Hi');
    expect(sent().path).toBe('/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke');
    expect(body()).toEqual({
      anthropic_version: 'bedrock-2023-05-31',
      anthropic_beta: ['b-1'],
      max_tokens: 64_000,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const response = await ai.stream(hi).response;
    expect(response).toMatchObject({ text: 'Grüße', finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 4 } });
    expect(sent(1).path).toMatch(/\/invoke-with-response-stream$/);
    expect(body(1)).not.toHaveProperty('stream');
    expect(await failure(ai.chat({ ...hi, model: 'amazon.nova-pro-v1:0' }))).toMatchObject({ code: 'unsupported' });
  });

  it.each([
    [
      'chat',
      'runtime',
      'openai.gpt-oss-20b',
      'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions',
    ],
    ['chat', 'mantle', 'openai.gpt-oss-20b', 'https://bedrock-mantle.us-east-1.api.aws/v1/chat/completions'],
    ['responses', 'mantle', 'openai.gpt-5.5', 'https://bedrock-mantle.us-east-1.api.aws/openai/v1/responses'],
    ['responses', 'mantle', 'xai.grok-4.3', 'https://bedrock-mantle.us-east-1.api.aws/openai/v1/responses'],
    ['responses', 'runtime', 'openai.gpt-5.5', 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/responses'],
    ['messages', 'runtime', claude, 'https://bedrock-runtime.us-east-1.amazonaws.com/anthropic/v1/messages'],
    ['messages', 'mantle', claude, 'https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages'],
  ] as const)('%s at %s, %s', async (api, endpoint, model, url) => {
    const provider = pipeline(bedrock({ region: 'us-east-1', credentials, api, endpoint }));
    expect((await inspect(provider, 'chat', { ...hi, model })).url).toBe(url);
    expect((await inspect(provider, 'stream', { ...hi, model })).url).toBe(url);
    const models = await inspect(provider, 'models', {});
    expect(models.url).toBe('https://bedrock-mantle.us-east-1.api.aws/v1/models');
  });

  it('at mantle are signed for mantle', async () => {
    const { ai, sent } = await served(
      [{ body: { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] } }],
      {
        api: 'chat',
        endpoint: 'mantle',
        model: 'openai.gpt-oss-20b',
      },
    );
    expect((await ai.chat(hi)).text).toBe('Hi');
    expect(sent().headers.authorization).toContain('/us-east-1/bedrock-mantle/aws4_request');
  });

  it('count tokens each in its own way', async () => {
    const url = async (api: 'messages' | 'chat') => {
      const provider = pipeline(bedrock({ region: 'us-east-1', credentials, api, endpoint: 'mantle' }));
      return (await inspect(provider, 'countTokens', { ...hi, model: claude })).url;
    };
    expect(await url('messages')).toBe('https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages/count_tokens');
    expect(await url('chat')).toMatch(/bedrock-runtime\..*\/count-tokens$/);
  });
});

describe('links to media', () => {
  it('are fetched where that was asked for', async () => {
    const { ai, body, server } = await served(
      ({ path }) =>
        path === '/cat.png'
          ? { headers: { 'content-type': 'image/png' }, text: 'png' }
          : { body: { output: { message: { content: [{ text: 'A cat.' }] } }, stopReason: 'end_turn' } },
      { fetchMedia: { allowPrivate: true } },
    );
    const messages = [user([{ type: 'image', source: { url: `${server.url}/cat.png` } }])];
    expect((await ai.chat({ messages })).text).toBe('A cat.');
    expect(body(1).messages).toEqual([
      {
        role: 'user',
        content: [{ image: { format: 'png', source: { bytes: Buffer.from('png').toString('base64') } } }],
      },
    ]);
  });
});
