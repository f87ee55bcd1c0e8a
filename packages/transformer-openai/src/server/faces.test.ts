// The faces beside chat: what the client encodes they read, what they answer the client decodes.
import type {
  CompleteResponse,
  EmbedResponse,
  ImageResponse,
  ModelsResponse,
  ModerateResponse,
  ResponseMeta,
  SpeechResponse,
  TranscribeResponse,
} from '@kit/core';
import { describe, expect, test } from 'vitest';
import {
  completeTransformer,
  embedTransformer,
  imageTransformer,
  modelsTransformer,
  moderateTransformer,
  speechTransformer,
} from '../media/index.ts';
import { transcribeTransformer } from '../media/transcribe.ts';
import { bodyOf, codec, reply } from '../testing/codec.ts';
import {
  completeFace,
  countTokensFace,
  embedFace,
  imageFace,
  modelsFace,
  moderateFace,
  soundOf,
  speechFace,
  transcribeFace,
} from './index.ts';

const meta: ResponseMeta = { provider: 'p', timings: {}, attempts: [], model: 'm', responseId: 'r' };
const known = { meta, warnings: [] };
const form = (
  fields: Record<string, string | string[]>,
  ...files: { name: string; data: Uint8Array; mediaType: string; fileName?: string }[]
) => ({ fields, files });
const file = { name: 'file', data: new Uint8Array([1]), mediaType: 'audio/wav', fileName: 'a.wav' };

describe('embeddings', () => {
  test('round trip, in base64 where it is asked for', () => {
    const { encode, decode } = embedTransformer();
    const request = { model: 'm', input: ['a', 'b'], dimensions: 2, user: 'u' };
    const asked = embedFace.decodeRequest(bodyOf(encode(request, codec())));
    expect(asked).toEqual({ ...request, vendor: { 'openai-embed': { encoding_format: 'base64' } } });
    const answer: EmbedResponse = {
      embeddings: [
        [1, 0.5],
        [2, 3],
      ],
      usage: { state: 'reported', inputTokens: 4 },
      ...known,
    };
    for (const from of [asked, request])
      expect(decode(reply(embedFace.encodeResponse(answer, from)), { encoding: undefined }, codec())).toMatchObject({
        embeddings: answer.embeddings,
        usage: { inputTokens: 4 },
      });
    expect(() => embedFace.decodeRequest({ model: 'm' })).toThrow("'input'");
    expect(embedFace.decodeRequest({ input: 'a' }, { model: 'x' }).model).toBe('x');
  });
});

describe('images', () => {
  test('JSON, references and forms', () => {
    const { encode, decode } = imageTransformer();
    const request = {
      model: 'm',
      prompt: 'p',
      n: 2,
      size: '1x1',
      quality: 'low',
      format: 'png',
      background: 'opaque' as const,
      user: 'u',
    };
    expect(imageFace.decodeRequest(bodyOf(encode(request, codec())))).toEqual(request);
    const edit = {
      model: 'm',
      prompt: 'p',
      images: [{ url: 'https://x' }, { fileId: 'f' }],
      mask: { url: 'https://m' },
    };
    expect(imageFace.decodeRequest(bodyOf(encode(edit, codec())))).toEqual(edit);
    expect(
      imageFace.decodeRequest(
        form(
          { prompt: 'p', n: '2', moderation: 'low' },
          { name: 'image[]', data: file.data, mediaType: 'image/png' },
          { name: 'mask', data: file.data, mediaType: 'image/png' },
        ),
      ),
    ).toEqual({
      prompt: 'p',
      n: 2,
      images: [{ data: file.data, mediaType: 'image/png' }],
      mask: { data: file.data, mediaType: 'image/png' },
      vendor: { 'openai-image': { moderation: 'low' } },
    });
    expect(() => imageFace.decodeRequest({})).toThrow("'prompt'");
    expect(() => imageFace.decodeRequest({ prompt: 'p', images: [{}] })).toThrow("'images'");
    const answer: ImageResponse = {
      images: [{ data: 'AQ==', mediaType: 'image/png', revisedPrompt: 'r' }, { url: 'https://x' }],
      usage: { state: 'reported', inputTokens: 1, outputTokens: 2 },
      ...known,
    };
    expect(decode(reply(imageFace.encodeResponse(answer, request)), undefined, codec())).toMatchObject({
      images: answer.images,
      usage: { inputTokens: 1, outputTokens: 2 },
    });
  });
});

describe('speech', () => {
  test('JSON in, sound out', () => {
    const request = { model: 'm', input: 'Hi', voice: 'alloy', format: 'wav', speed: 2, instructions: 'soft' };
    expect(speechFace.decodeRequest(bodyOf(speechTransformer().encode(request, codec())))).toEqual(request);
    expect(speechFace.decodeRequest({ input: 'Hi', voice: { id: 'v' } }, { model: 'm' })).toEqual({
      model: 'm',
      input: 'Hi',
      vendor: { 'openai-speech': { voice: { id: 'v' } } },
    });
    expect(() => speechFace.decodeRequest({ input: '' })).toThrow("'input'");
    const answer: SpeechResponse = { audio: { data: file.data, mediaType: 'audio/wav' }, ...known };
    expect(soundOf(answer)).toEqual({ data: file.data, mediaType: 'audio/wav' });
    expect(soundOf({ audio: {}, ...known })).toEqual({ data: new Uint8Array(), mediaType: 'audio/mpeg' });
    expect(speechFace.encodeResponse(answer, request)).toEqual({ audio: 'AQ==' });
    expect(speechFace.encodeResponse({ audio: { url: 'u' }, ...known }, request)).toEqual({ url: 'u' });
  });
});

describe('transcription', () => {
  test('a form in, text or JSON out', () => {
    expect(
      transcribeFace.decodeRequest(
        form(
          {
            model: 'whisper-1',
            language: 'de',
            prompt: 'p',
            temperature: '0.5',
            response_format: 'verbose_json',
            'timestamp_granularities[]': ['word'],
          },
          file,
        ),
      ),
    ).toEqual({
      model: 'whisper-1',
      audio: file.data,
      mediaType: 'audio/wav',
      fileName: 'a.wav',
      language: 'de',
      prompt: 'p',
      temperature: 0.5,
      timestamps: 'word',
      vendor: { 'openai-transcribe': { response_format: 'verbose_json' } },
    });
    expect(
      transcribeFace.decodeRequest(
        form({ response_format: 'diarized_json', timestamp_granularities: 'segment' }, file),
        { model: 'x' },
      ),
    ).toMatchObject({ model: 'x', diarize: true, timestamps: 'segment' });
    expect(() => transcribeFace.decodeRequest({})).toThrow("'file'");
    expect(() => transcribeFace.decodeRequest(form({}))).toThrow("'file'");
    const answer: TranscribeResponse = {
      text: 'Hi',
      language: 'de',
      durationSeconds: 2,
      segments: [{ text: 'Hi', startSeconds: 0, endSeconds: 1, speaker: 'A' }],
      words: [{ text: 'Hi', startSeconds: 0, endSeconds: 1 }],
      usage: { state: 'reported', inputTokens: 1, outputTokens: 2 },
      ...known,
    };
    const asked = (format: string) => ({
      audio: file.data,
      vendor: { 'openai-transcribe': { response_format: format } },
    });
    expect(transcribeFace.encodeResponse(answer, asked('text'))).toBe('Hi');
    expect(transcribeFace.encodeResponse(answer, asked('json'))).toEqual({
      text: 'Hi',
      usage: { type: 'tokens', input_tokens: 1, output_tokens: 2, total_tokens: 3 },
    });
    const decoded = transcribeTransformer().decode(
      reply(transcribeFace.encodeResponse(answer, asked('verbose_json'))),
      { format: 'verbose_json' },
      codec(),
    );
    expect(decoded).toMatchObject({
      text: 'Hi',
      language: 'de',
      durationSeconds: 2,
      segments: answer.segments,
      words: answer.words,
    });
    expect(
      transcribeFace.encodeResponse(
        { ...answer, usage: { state: 'reported', units: { audioSeconds: 3 } } },
        asked('json'),
      ),
    ).toMatchObject({ usage: { type: 'duration', seconds: 3 } });
  });
});

describe('moderation, completions, models, token counts', () => {
  test('moderation', () => {
    const { encode, decode } = moderateTransformer();
    for (const input of ['a', ['a', 'b']])
      expect(moderateFace.decodeRequest(bodyOf(encode({ model: 'm', input }, codec())))).toEqual({ model: 'm', input });
    const parts = [
      [
        { type: 'text' as const, text: 'a' },
        { type: 'image' as const, source: { url: 'https://x' } },
      ],
    ];
    expect(moderateFace.decodeRequest(bodyOf(encode({ input: parts }, codec())))).toEqual({ input: parts });
    expect(() => moderateFace.decodeRequest({ input: [] })).toThrow("'input'");
    const answer: ModerateResponse = {
      results: [{ flagged: true, categories: { hate: true }, scores: { hate: 0.9 } }],
      ...known,
    };
    expect(decode(reply(moderateFace.encodeResponse(answer, { input: 'a' })), undefined, codec())).toMatchObject({
      results: answer.results,
      meta: { model: 'm', responseId: 'r' },
    });
  });

  test('completions', () => {
    const { encode, decode } = completeTransformer();
    const request = {
      model: 'm',
      prompt: 'a',
      suffix: 'b',
      maxTokens: 3,
      temperature: 1,
      topP: 1,
      stop: 'x',
      seed: 1,
      n: 2,
      user: 'u',
    };
    expect(completeFace.decodeRequest(bodyOf(encode(request, codec())))).toEqual(request);
    expect(completeFace.decodeRequest({ prompt: ['a'], echo: true, stream: false })).toEqual({
      prompt: 'a',
      vendor: { 'openai-completions': { echo: true } },
    });
    expect(() => completeFace.decodeRequest({ prompt: ['a', 'b'] })).toThrow("'prompt'");
    const answer: CompleteResponse = {
      text: 'a',
      finishReason: 'length',
      choices: [
        { text: 'a', finishReason: 'length' },
        { text: 'b', finishReason: 'stop' },
      ],
      usage: { state: 'reported', inputTokens: 1, outputTokens: 2 },
      ...known,
    };
    expect(decode(reply(completeFace.encodeResponse(answer, request)), undefined, codec())).toMatchObject({
      text: 'a',
      choices: answer.choices,
      usage: { inputTokens: 1 },
    });
  });

  test('models and counts', () => {
    const answer: ModelsResponse = {
      models: [
        { id: 'a', released: '2025-01-01', ownedBy: 'me' },
        { id: 'b', provider: 'p' },
      ],
      ...known,
    };
    expect(modelsFace.decodeRequest(undefined)).toEqual({});
    expect(
      modelsTransformer().decode(reply(modelsFace.encodeResponse(answer, {})), { limit: undefined }, codec()).models,
    ).toEqual([
      { id: 'a', provider: 'mine', released: '2025-01-01', ownedBy: 'me' },
      { id: 'b', provider: 'mine', ownedBy: 'p' },
    ]);
    expect(countTokensFace.encodeResponse({ inputTokens: 3, ...known }, { messages: [] })).toEqual({
      object: 'response.input_tokens',
      input_tokens: 3,
    });
    expect(countTokensFace.decodeRequest({ model: 'm', input: 'Hi' })).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hi' }],
    });
  });
});
