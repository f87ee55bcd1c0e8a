import type { TranscribePart, TranscribeRequest } from '@kit/core';
import { EventDecoding, framingFor } from '@kit/wire/events';
import { describe, expect, test } from 'vitest';
import type { TranscribeDialect } from '../dialect/media-dialects.ts';
import { codec, reply, sse } from '../testing/codec.ts';
import { transcribeStreamTransformer, transcribeTransformer } from './transcribe.ts';

const audio = new Uint8Array([1]);
const encode = (change: Partial<TranscribeRequest> = {}, dialect: TranscribeDialect = {}) =>
  transcribeTransformer(dialect).encode({ model: 'whisper-1', audio, ...change }, codec());
const fields = (change: Partial<TranscribeRequest> = {}, dialect: TranscribeDialect = {}) => {
  const { body } = encode(change, dialect).wire;
  if (body?.type !== 'form') throw new Error('no form');
  return body.fields.map((field) =>
    'value' in field ? [field.name, field.value] : [field.name, field.fileName, field.mediaType],
  );
};
const decode = (body: unknown, format?: string) => transcribeTransformer().decode(reply(body), { format }, codec());

function stream(text: string) {
  const transformer = transcribeStreamTransformer();
  const decoder = transformer.decoder({ format: undefined }, codec(), { status: 200, headers: {} });
  const parts: TranscribePart[] = [];
  const events = new EventDecoding({ framing: framingFor('text/event-stream', 'sse'), decoder });
  events.read(new TextEncoder().encode(text), parts);
  events.end(parts);
  return { complete: decoder.end(parts), parts, done: decoder.done };
}

describe('transcription', () => {
  test('a server may have the last word on the form, number speakers, and say what it costs', () => {
    const form: TranscribeDialect['form'] = (written) => written.filter(({ name }) => name !== 'model');
    expect(fields({ language: 'de' }, { form })).toEqual([
      ['language', 'de'],
      ['file', 'audio.wav', 'audio/wav'],
    ]);
    const cost = { amount: 1, currency: 'USD', source: 'vendor', includesLostAttempts: false } as const;
    const body = { text: 'a', words: [{ text: 'a', start: 0, end: 1, speaker: 0 }], usage: { cost: 1 } };
    const transcript = transcribeTransformer({ cost: () => cost }).decode(reply(body), { format: undefined }, codec());
    expect(transcript).toMatchObject({ words: [{ speaker: '0' }], cost });
  });

  test('goes as a form, the file last', () => {
    expect(
      fields({ language: 'de', prompt: 'names', temperature: 0, mediaType: 'audio/mpeg', timestamps: 'word' }),
    ).toEqual([
      ['model', 'whisper-1'],
      ['language', 'de'],
      ['prompt', 'names'],
      ['temperature', '0'],
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'word'],
      ['file', 'audio.mp3', 'audio/mpeg'],
    ]);
    expect(fields({ audio: { data: 'AQ==', mediaType: 'audio/ogg' }, fileName: 'a.ogg' })).toContainEqual([
      'file',
      'a.ogg',
      'audio/ogg',
    ]);
    expect(
      fields({ vendor: { openai: { 'include[]': ['logprobs'], chunking_strategy: { type: 'server_vad' } } } }),
    ).toEqual([
      ['model', 'whisper-1'],
      ['include[]', 'logprobs'],
      ['chunking_strategy', '{"type":"server_vad"}'],
      ['file', 'audio.wav', 'audio/wav'],
    ]);
  });

  test('rules of a model: names, timestamps, speakers', () => {
    const dialect: TranscribeDialect = {
      rules: () => ({
        timestamps: [],
        diarize: { response_format: 'diarized_json' },
        fields: { language: 'languages[]', keywords: 'keywords[]' },
      }),
    };
    expect(fields({ language: 'de', keywords: ['a', 'b'], diarize: true }, dialect)).toEqual([
      ['model', 'whisper-1'],
      ['languages[]', 'de'],
      ['keywords[]', 'a'],
      ['keywords[]', 'b'],
      ['response_format', 'diarized_json'],
      ['file', 'audio.wav', 'audio/wav'],
    ]);
    expect(encode({ timestamps: 'word' }, dialect).warnings).toMatchObject([{ feature: 'timestamps' }]);
    expect(encode({ diarize: true, keywords: ['a'] }).warnings.map(({ feature }) => feature)).toEqual([
      'keywords',
      'diarize',
    ]);
  });

  test('translation has a path of its own', () => {
    expect(encode({ translate: true }).wire.path).toBe('/audio/translations');
    expect(encode({ translate: true }, { translatePath: false }).warnings).toMatchObject([{ feature: 'translate' }]);
    expect(encode().wire.path).toBeUndefined();
  });

  test('recordings by link go where the vendor takes them', () => {
    expect(fields({ audio: { url: 'https://x' } }, { urlField: 'url' })).toEqual([
      ['model', 'whisper-1'],
      ['url', 'https://x'],
    ]);
    expect(fields({ audio: { fileId: 'f' } }, { fileIdField: 'file_id' })).toContainEqual(['file_id', 'f']);
    expect(() => encode({ audio: { url: 'https://x' } })).toThrow('link');
    expect(() => encode({ audio: { data: '*', mediaType: 'audio/wav' } })).toThrow('base64');
  });

  test('replies are JSON of several kinds, or plain text', () => {
    expect(
      decode({
        text: 'Hi',
        usage: {
          type: 'tokens',
          input_tokens: 3,
          output_tokens: 2,
          input_token_details: { audio_tokens: 3, text_tokens: 0 },
        },
      }),
    ).toMatchObject({ text: 'Hi', usage: { inputTokens: 3, outputTokens: 2, inputModalities: { audio: 3 } } });
    expect(
      decode({
        text: 'Hi',
        language: 'english',
        duration: 1.5,
        segments: [{ text: 'Hi', start: 0, end: 1, speaker: 'A' }, null],
        words: [{ word: 'Hi', start: 0, end: 1 }],
      }),
    ).toMatchObject({
      language: 'english',
      durationSeconds: 1.5,
      segments: [{ text: 'Hi', startSeconds: 0, endSeconds: 1, speaker: 'A' }],
      words: [{ text: 'Hi' }],
      usage: { units: { audioSeconds: 1.5 } },
    });
    expect(decode({ text: 'x', usage: { type: 'duration', seconds: 9 } }).usage).toMatchObject({
      units: { audioSeconds: 9 },
    });
    expect(decode({ segments: [{ text: 'a' }, { text: 'b' }] }).text).toBe('a b');
    expect(decode('1\n00:00 --> 00:01\nHi', 'srt')).toEqual({ text: '1\n00:00 --> 00:01\nHi' });
    expect(decode('', 'text')).toEqual({ text: '' });
    expect(() => decode({ error: { message: 'boom' } })).toThrow('boom');
  });

  test.each([
    ['words where JSON was asked for', 'upstream connect error', undefined],
    ['nothing at all', '', 'verbose_json'],
    ['a page', '<!DOCTYPE html><html></html>', 'text'],
    ['JSON without a transcript', {}, undefined],
    ['JSON of another kind', [1], 'json'],
  ])('%s is no transcript', (_, body, format) => {
    expect(() => decode(body, format)).toThrow('no transcript');
  });

  test('a stream tells words, segments and the end', () => {
    expect(
      stream(
        sse(
          [
            { type: 'transcript.text.delta', delta: 'Hel' },
            { type: 'transcript.text.delta', delta: 'lo' },
            { type: 'transcript.text.segment', text: 'Hello', start: 0, end: 1 },
            {
              type: 'transcript.text.done',
              text: 'Hello!',
              usage: { type: 'tokens', input_tokens: 1, output_tokens: 2 },
            },
          ],
          '',
        ),
      ),
    ).toMatchObject({
      complete: true,
      done: true,
      parts: [
        { type: 'start' },
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
        { type: 'segment' },
        { type: 'text', text: '!' },
        { type: 'finish', usage: { inputTokens: 1, outputTokens: 2 } },
      ],
    });
  });

  test('Mistral’s names, and models that answer whole', () => {
    expect(
      stream(
        sse(
          [
            { type: 'transcription.language', audio_language: 'fr' },
            { type: 'transcription.text.delta', text: 'Oui' },
            { type: 'transcription.done', text: 'Oui', segments: [{ text: 'Oui', start: 0, end: 1 }] },
          ],
          '',
        ),
      ).parts.at(-1),
    ).toEqual({ type: 'finish', language: 'fr' });
    expect(stream(JSON.stringify({ text: 'Hi', duration: 2 })).parts).toMatchObject([
      { type: 'start' },
      { type: 'text', text: 'Hi' },
      { type: 'finish', durationSeconds: 2 },
    ]);
  });

  test('an event whose JSON is broken becomes a warning', () => {
    const done = sse([{ type: 'transcript.text.done', text: 'Hi' }], '');
    expect(stream(`data: {"type":"transcript.text.delta","del\n\n${done}`)).toMatchObject({
      complete: true,
      parts: [
        { type: 'warning', warning: { feature: 'stream' } },
        { type: 'start' },
        { type: 'text', text: 'Hi' },
        { type: 'finish' },
      ],
    });
  });

  test('a cut stream is not complete, an error is thrown', () => {
    expect(stream(sse([{ type: 'transcript.text.delta', delta: 'a' }, 7], '')).complete).toBe(false);
    expect(() => stream(sse([{ error: { message: 'boom' } }], ''))).toThrow('boom');
  });
});
