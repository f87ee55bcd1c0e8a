import { KitError, type Operation, type RequestOf, type WireReply } from '@kit/core';
import { base64ToBytes, bytesToBase64 } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import type { GeminiDialect } from './dialect.ts';
import { methodPath, modelName } from './dialect.ts';
import { type GeminiOperations, geminiOperations } from './operations.ts';
import { codecContext, reply } from './testing/codec-context.ts';

const context = codecContext();
const transformer = <K extends keyof GeminiOperations>(operation: K, dialect?: GeminiDialect) => {
  const declared = geminiOperations(dialect)[operation];
  return ('transformer' in declared ? declared.transformer : declared.streamTransformer) as unknown as {
    encode(
      request: RequestOf<Operation>,
      context: unknown,
    ): {
      wire: { path?: string; query?: object; body?: { value: unknown } };
      warnings: readonly { feature: string }[];
      state: unknown;
    };
    decode(reply: WireReply, state: unknown, context: unknown): Record<string, unknown>;
  };
};
const encode = (operation: keyof GeminiOperations, request: object, dialect?: GeminiDialect) => {
  const { wire, warnings, state } = transformer(operation, dialect).encode(request as never, context);
  return {
    path: wire.path,
    query: wire.query,
    body: wire.body?.value,
    features: warnings.map(({ feature }) => feature),
    state,
  };
};
const decode = (operation: keyof GeminiOperations, request: object, body: unknown, dialect?: GeminiDialect) =>
  transformer(operation, dialect).decode(reply(body), encode(operation, request, dialect).state, context);

describe('paths', () => {
  it('name the model and the method', () => {
    const messages = [{ role: 'user', content: 'x' }];
    expect(encode('chat', { model: 'models/gemini-3.8-flash', messages })).toMatchObject({
      path: '/models/gemini-3.8-flash:generateContent',
      query: undefined,
    });
    expect(encode('stream', { model: 'gemini-3.8-flash', messages })).toMatchObject({
      path: '/models/gemini-3.8-flash:streamGenerateContent',
      query: { alt: 'sse' },
    });
    expect(
      encode('chat', { model: 'gemini-3.8-flash', messages }, { modelPath: 'publishers/google/models' }).path,
    ).toBe('/publishers/google/models/gemini-3.8-flash:generateContent');
    expect(encode('chat', { model: 'x', messages }, { modelPath: (model) => `endpoints/${model}` }).path).toBe(
      '/endpoints/x:generateContent',
    );
  });

  it('keep resource names, and nothing else that could leave the path', () => {
    expect(methodPath({}, 'tunedModels/mine', 'generateContent')).toBe('/tunedModels/mine:generateContent');
    expect(methodPath({}, 'a?b#c', 'm')).toBe('/models/a%3Fb%23c:m');
    expect(methodPath({}, undefined, 'm')).toBe('/models/:m');
    expect(modelName({}, 'tunedModels/mine')).toBe('tunedModels/mine');
    expect(modelName({ modelName: (model) => `m-${model}` }, 'models/x')).toBe('m-x');
  });
});

describe('embeddings', () => {
  const model = 'gemini-embedding-001';

  it('of one input and of several are asked for at different addresses', () => {
    expect(encode('embed', { model, input: 'a', inputType: 'query', dimensions: 768 })).toMatchObject({
      path: `/models/${model}:embedContent`,
      body: { content: { parts: [{ text: 'a' }] }, taskType: 'RETRIEVAL_QUERY', outputDimensionality: 768 },
    });
    expect(
      encode('embed', { model, input: ['a', 'b'], inputType: 'FACT_VERIFICATION', vendor: { google: { title: 'T' } } }),
    ).toMatchObject({
      path: `/models/${model}:batchEmbedContents`,
      body: {
        requests: ['a', 'b'].map((text) => ({
          model: `models/${model}`,
          content: { parts: [{ text }] },
          taskType: 'FACT_VERIFICATION',
          title: 'T',
        })),
      },
    });
  });

  it('take images and sounds beside text', () => {
    const input = [
      [
        { type: 'text', text: 'a' },
        { type: 'image', source: { data: 'AQID', mediaType: 'image/png' } },
      ],
    ];
    expect(encode('embed', { model: 'gemini-embedding-2', input }).body).toEqual({
      content: { parts: [{ text: 'a' }, { inlineData: { mimeType: 'image/png', data: 'AQID' } }] },
    });
  });

  it('of Vertex are predictions or have options of their own', () => {
    const predict = { embeddings: () => 'predict' as const };
    expect(
      encode(
        'embed',
        {
          model: 'text-embedding-005',
          input: [
            'a',
            [
              { type: 'text', text: 'b' },
              { type: 'image', source: { url: 'x' } },
            ],
          ],
          inputType: 'document',
          dimensions: 5,
          truncate: 'end',
          vendor: { google: { title: 'T' } },
        },
        predict,
      ),
    ).toMatchObject({
      path: '/models/text-embedding-005:predict',
      body: {
        instances: [
          { content: 'a', task_type: 'RETRIEVAL_DOCUMENT', title: 'T' },
          { content: 'b', task_type: 'RETRIEVAL_DOCUMENT', title: 'T' },
        ],
        parameters: { outputDimensionality: 5, autoTruncate: true },
      },
      features: ['input[1]'],
    });
    expect(
      encode(
        'embed',
        { model: 'gemini-embedding-2', input: ['a', 'b'], inputType: 'code', truncate: 'start' },
        { embeddings: () => 'content-config' },
      ),
    ).toMatchObject({
      path: '/models/gemini-embedding-2:embedContent',
      body: {
        content: { parts: [{ text: 'a' }] },
        embedContentConfig: { taskType: 'CODE_RETRIEVAL_QUERY', autoTruncate: false },
      },
      features: ['truncate', 'input'],
    });
  });

  it('warn about what is not there', () => {
    expect(encode('embed', { model, input: 'a', encoding: 'int8', user: 'u', truncate: 'end' }).features).toEqual([
      'encoding',
      'user',
      'truncate',
    ]);
    expect(encode('embed', { model, input: 'a', encoding: 'float' }).features).toEqual([]);
  });

  it.each([
    [{ embedding: { values: [1, 2] }, usageMetadata: { promptTokenCount: 3 } }, [[1, 2]], { inputTokens: 3 }],
    [{ embeddings: [{ values: [1] }, { values: [2] }] }, [[1], [2]], undefined],
    [
      {
        predictions: [
          { embeddings: { values: [1], statistics: { token_count: 2 } } },
          { embeddings: { values: [2], statistics: { token_count: 5 } } },
        ],
        metadata: { billableCharacterCount: 9 },
      },
      [[1], [2]],
      { inputTokens: 7, units: { characters: 9 } },
    ],
    [{ predictions: [{ textEmbedding: [1] }] }, [[1]], undefined],
    [{ embeddings: [null] }, [[]], undefined],
  ])('are read from %j', (body, embeddings, usage) => {
    const result = decode('embed', { model, input: embeddings.map(() => 'a') }, body);
    expect(result.embeddings).toEqual(embeddings);
    if (usage) expect(result.usage).toMatchObject(usage);
    else expect(result).not.toHaveProperty('usage');
  });

  it.each([[{}], [[]], [null], [{ embeddings: [{ values: [1] }] }]])('are none, or too few, in %j', (body) => {
    expect(() => decode('embed', { model, input: ['a', 'b'] }, body)).toThrow(
      expect.objectContaining({ code: 'invalid-response' }),
    );
  });

  it('that were shortened get their length of 1 back', () => {
    expect(decode('embed', { model, input: 'a', dimensions: 2 }, { embedding: { values: [3, 4] } }).embeddings).toEqual(
      [[0.6, 0.8]],
    );
    expect(decode('embed', { model, input: 'a', dimensions: 2 }, { embedding: { values: [0, 0] } }).embeddings).toEqual(
      [[0, 0]],
    );
    expect(
      decode('embed', { model: 'gemini-embedding-2', input: 'a', dimensions: 2 }, { embedding: { values: [3, 4] } })
        .embeddings,
    ).toEqual([[3, 4]]);
  });
});

describe('token counts', () => {
  const messages = [{ role: 'user', content: 'x' }];
  const contents = [{ role: 'user', parts: [{ text: 'x' }] }];

  it('are asked for with the contents, or with the whole request', () => {
    expect(encode('countTokens', { model: 'gemini-3.8-flash', messages })).toMatchObject({
      path: '/models/gemini-3.8-flash:countTokens',
      body: { contents },
    });
    expect(
      encode('countTokens', { model: 'gemini-3.8-flash', messages, tools: [{ name: 'f' }], serviceTier: 'flex' }).body,
    ).toEqual({
      generateContentRequest: {
        model: 'models/gemini-3.8-flash',
        contents,
        tools: [{ functionDeclarations: [{ name: 'f' }] }],
      },
    });
    expect(
      encode(
        'countTokens',
        {
          model: 'gemini-3.8-flash',
          messages: [{ role: 'system', content: 's' }, ...messages],
          tools: [{ name: 'f' }],
          temperature: 1,
          toolChoice: 'none',
        },
        { countTokens: 'flat' },
      ).body,
    ).toEqual({
      contents,
      systemInstruction: { parts: [{ text: 's' }] },
      tools: [{ functionDeclarations: [{ name: 'f' }] }],
      generationConfig: { temperature: 1 },
    });
  });

  it('are read', () => {
    expect(decode('countTokens', { model: 'm', messages }, { totalTokens: 11 })).toEqual({ inputTokens: 11 });
    expect(() => decode('countTokens', { model: 'm', messages }, {})).toThrow(
      expect.objectContaining({ code: 'invalid-response' }),
    );
  });
});

describe('images', () => {
  const drawn = (parts: object[], more: object = { finishReason: 'STOP' }) => ({
    candidates: [{ content: { parts }, ...more }],
    modelVersion: 'm',
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1290 },
  });
  const png = { inlineData: { mimeType: 'image/png', data: 'AQID' } };

  it('of Gemini models come out of a chat', () => {
    expect(
      encode('image', {
        model: 'gemini-3.1-flash-image-preview',
        prompt: 'A cat',
        images: [{ data: 'AQID', mediaType: 'image/png' }],
        aspectRatio: '16:9',
        size: '2K',
        seed: 1,
        negativePrompt: 'dogs',
      }),
    ).toMatchObject({
      path: '/models/gemini-3.1-flash-image-preview:generateContent',
      body: {
        contents: [{ role: 'user', parts: [{ text: 'A cat\n\nAvoid: dogs' }, png] }],
        generationConfig: {
          responseModalities: ['TEXT', 'IMAGE'],
          imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
          seed: 1,
        },
      },
      features: [],
    });
  });

  it.each([
    ['1024x1024', { aspectRatio: '1:1' }],
    ['1792x1024', { aspectRatio: '16:9', imageSize: '2K' }],
    ['1024x1536', { aspectRatio: '2:3' }],
    ['4096x4096', { aspectRatio: '1:1', imageSize: '4K' }],
  ])('of %s pixels get the nearest shape', (size, imageConfig) => {
    const { body, features } = encode('image', { model: 'gemini-2.5-flash-image', prompt: 'x', size });
    expect((body as { generationConfig: { imageConfig: object } }).generationConfig.imageConfig).toEqual(imageConfig);
    expect(features).toEqual(['size']);
  });

  it('are read without the drafts', () => {
    expect(
      decode(
        'image',
        { model: 'gemini-2.5-flash-image', prompt: 'x' },
        drawn([{ text: 'Here!' }, { ...png, thought: true }, png]),
      ),
    ).toMatchObject({
      images: [{ data: 'AQID', mediaType: 'image/png' }],
      meta: { model: 'm' },
      usage: { outputTokens: 1290 },
    });
  });

  it('that were refused are an error, and those that are missing a warning', () => {
    const request = { model: 'gemini-2.5-flash-image', prompt: 'x' };
    expect(() => decode('image', request, drawn([], { finishReason: 'IMAGE_SAFETY' }))).toThrow(
      expect.objectContaining({ code: 'content-filter' }),
    );
    expect(() => decode('image', request, { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } })).toThrow(
      expect.objectContaining({ code: 'content-filter' }),
    );
    expect(decode('image', request, drawn([{ text: 'I would rather not.' }]))).toMatchObject({
      images: [],
      warnings: [{ feature: 'images', detail: expect.stringContaining('I would rather not.') }],
    });
    expect(decode('image', request, { candidates: [{}] })).toMatchObject({
      images: [],
      warnings: [{ feature: 'images' }],
    });
  });

  it('of Imagen are predictions', () => {
    expect(
      encode('image', {
        model: 'imagen-4.0-generate-001',
        prompt: 'A cat',
        n: 2,
        aspectRatio: '1:1',
        size: '2K',
        negativePrompt: 'dogs',
        seed: 3,
        format: 'jpeg',
        quality: 'high',
        vendor: { google: { parameters: { personGeneration: 'dont_allow' } } },
      }),
    ).toMatchObject({
      path: '/models/imagen-4.0-generate-001:predict',
      body: {
        instances: [{ prompt: 'A cat' }],
        parameters: {
          sampleCount: 2,
          aspectRatio: '1:1',
          sampleImageSize: '2K',
          negativePrompt: 'dogs',
          seed: 3,
          outputOptions: { mimeType: 'image/jpeg' },
          personGeneration: 'dont_allow',
        },
      },
      features: ['quality'],
    });
    const request = { model: 'imagen-4.0-generate-001', prompt: 'x' };
    expect(
      decode('image', request, {
        predictions: [
          { bytesBase64Encoded: 'AQID', mimeType: 'image/png', prompt: 'A red cat' },
          { gcsUri: 'gs://b/1.png', mimeType: 'image/png' },
          { raiFilteredReason: 'Filtered.' },
          null,
        ],
      }),
    ).toEqual({
      images: [
        { data: 'AQID', mediaType: 'image/png', revisedPrompt: 'A red cat' },
        { url: 'gs://b/1.png', mediaType: 'image/png' },
        { filtered: 'Filtered.' },
      ],
      warnings: [{ feature: 'images', detail: 'Filtered.' }],
    });
    expect(() => decode('image', request, { predictions: [{ raiFilteredReason: 'Filtered.' }] })).toThrow(
      expect.objectContaining({ code: 'content-filter', message: 'Filtered.' }),
    );
  });
});

describe('speech', () => {
  const request = { model: 'gemini-3.1-flash-tts-preview', input: 'Hello.', voice: 'Kore' };
  const pcm = new Uint8Array([1, 0, 2, 0]);
  const spoken = {
    candidates: [
      {
        content: { parts: [{ inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: bytesToBase64(pcm) } }] },
        finishReason: 'STOP',
      },
    ],
  };

  it('is asked for with a voice', () => {
    expect(
      encode('speech', {
        ...request,
        language: 'de-DE',
        instructions: 'Cheerfully',
        speed: 2,
        format: 'mp3',
        sampleRate: 8000,
      }),
    ).toMatchObject({
      path: '/models/gemini-3.1-flash-tts-preview:generateContent',
      body: {
        contents: [{ role: 'user', parts: [{ text: 'Cheerfully: Hello.' }] }],
        generationConfig: {
          responseModalities: ['AUDIO'],
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } }, languageCode: 'de-DE' },
        },
      },
      features: ['format', 'speed', 'sampleRate'],
    });
    expect(encode('speech', { model: 'm', input: 'x' }).body).toMatchObject({
      generationConfig: { responseModalities: ['AUDIO'] },
    });
  });

  it('gets a WAV header', () => {
    const { audio } = decode('speech', request, spoken) as {
      audio: { data: Uint8Array; mediaType: string; sampleRate: number; durationSeconds: number };
    };
    expect(audio).toMatchObject({ mediaType: 'audio/wav', sampleRate: 24_000, durationSeconds: 2 / 24_000 });
    expect(new TextDecoder().decode(audio.data.subarray(0, 4))).toBe('RIFF');
    expect([...audio.data.subarray(44)]).toEqual([...pcm]);
  });

  it('stays raw where that is asked for, and as it is in other formats', () => {
    expect(decode('speech', { ...request, format: 'pcm' }, spoken).audio).toMatchObject({
      data: pcm,
      mediaType: 'audio/L16;codec=pcm;rate=24000',
      sampleRate: 24_000,
    });
    const pieces = [
      { inlineData: { mimeType: 'audio/mp3', data: 'AQ==' } },
      { inlineData: { mimeType: 'audio/mp3', data: 'Ag==' } },
      { inlineData: { mimeType: 'audio/mp3', data: '*' } },
    ];
    expect(decode('speech', request, { candidates: [{ content: { parts: pieces } }] }).audio).toEqual({
      data: new Uint8Array([1, 2]),
      mediaType: 'audio/mp3',
    });
  });

  it('that is missing is an error', () => {
    expect(() => decode('speech', request, { candidates: [{ finishReason: 'OTHER' }] })).toThrow(
      expect.objectContaining({ code: 'invalid-response' }),
    );
    expect(() => decode('speech', request, { promptFeedback: { blockReason: 'SAFETY' } })).toThrow(
      expect.objectContaining({ code: 'content-filter' }),
    );
  });
});

describe('transcription', () => {
  const audio = base64ToBytes('UklGRg==') as Uint8Array;
  const said = (text: string) => ({ candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }] });

  it('is an instruction and the recording', () => {
    const { body } = encode('transcribe', {
      model: 'gemini-3.8-flash',
      audio,
      mediaType: 'audio/wav',
      language: 'de',
      prompt: 'A talk',
      keywords: ['kit'],
      temperature: 0,
    });
    expect(body).toMatchObject({
      contents: [
        {
          parts: [
            { text: expect.stringMatching(/word for word.*"de".*A talk.*kit/s) },
            { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } },
          ],
        },
      ],
      generationConfig: { temperature: 0 },
    });
    expect(decode('transcribe', { model: 'm', audio }, said(' Hello there.\n'))).toMatchObject({
      text: 'Hello there.',
    });
  });

  it('with times is JSON', () => {
    const request = {
      model: 'gemini-3.8-flash',
      audio: { url: 'https://a.example/talk.mp3' },
      timestamps: 'word',
      diarize: true,
      translate: true,
    };
    const { body, features } = encode('transcribe', request);
    expect(body).toMatchObject({
      contents: [{ parts: [{ text: expect.stringContaining('English') }, { fileData: { mimeType: 'audio/mp3' } }] }],
      generationConfig: { responseMimeType: 'application/json' },
    });
    expect(features).toEqual(['timestamps']);
    const answer = JSON.stringify({
      language: 'en',
      segments: [
        { start: 0, end: '1.5s', speaker: 'A', text: 'Hello' },
        { start: '1:02.5', end: '1:00:03', text: 'you' },
        null,
      ],
    });
    expect(decode('transcribe', request, said(answer))).toMatchObject({
      text: 'Hello you',
      language: 'en',
      segments: [
        { text: 'Hello', startSeconds: 0, endSeconds: 1.5, speaker: 'A' },
        { text: 'you', startSeconds: 62.5, endSeconds: 3603 },
      ],
    });
    expect(decode('transcribe', request, said('Hello you'))).toMatchObject({ text: 'Hello you' });
  });

  it('takes no stream, and tells of a refusal', () => {
    async function* stream() {
      yield audio;
    }
    expect(() => encode('transcribe', { model: 'm', audio: stream() })).toThrow(
      expect.objectContaining({ code: 'unsupported', field: 'audio' }),
    );
    expect(() => decode('transcribe', { model: 'm', audio }, { promptFeedback: { blockReason: 'SAFETY' } })).toThrow(
      KitError,
    );
  });
});
