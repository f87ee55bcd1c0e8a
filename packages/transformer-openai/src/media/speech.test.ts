import type { SpeechPart, SpeechRequest } from '@kit/core';
import { describe, expect, test } from 'vitest';
import type { SpeechDialect } from '../dialect/media-dialects.ts';
import { bodyOf, codec, reply, sse } from '../testing/codec.ts';
import { speechStreamTransformer, speechTransformer } from './speech.ts';

const ask: SpeechRequest = { model: 'gpt-4o-mini-tts', input: 'Hello', voice: 'alloy' };
const encode = (change: Partial<SpeechRequest> = {}, dialect: SpeechDialect = {}) =>
  speechTransformer(dialect).encode({ ...ask, ...change }, codec());
const bytes = (text: string) => new TextEncoder().encode(text);

function decode(body: unknown, headers: Record<string, string>, change: Partial<SpeechRequest> = {}) {
  const transformer = speechTransformer();
  return transformer.decode(reply(body, headers), transformer.encode({ ...ask, ...change }, codec()).state, codec());
}

function stream(chunks: readonly Uint8Array[], contentType: string) {
  const transformer = speechStreamTransformer();
  const decoder = transformer.decoder(transformer.encode(ask, codec()).state, codec(), {
    status: 200,
    headers: { 'content-type': contentType },
  });
  const parts: SpeechPart[] = [];
  for (const chunk of chunks) decoder.event(chunk, parts);
  return { complete: decoder.end(parts), parts, done: decoder.done, finished: decoder.finished };
}

describe('speech', () => {
  test('fields get their names, others are told', () => {
    const { wire, warnings } = encode({
      format: 'wav',
      speed: 2,
      instructions: 'soft',
      sampleRate: 1,
      language: 'en',
      seed: 1,
    });
    expect(bodyOf({ wire })).toEqual({
      model: 'gpt-4o-mini-tts',
      input: 'Hello',
      voice: 'alloy',
      response_format: 'wav',
      speed: 2,
      instructions: 'soft',
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['sampleRate', 'language', 'seed']);
    expect(encode({ voice: undefined }).warnings).toMatchObject([{ feature: 'voice' }]);
    expect(bodyOf(encode({ voice: undefined }, { defaultVoice: 'eve' }))).toMatchObject({ voice: 'eve' });
  });

  test('a server may have the last word on the body', () => {
    const body: SpeechDialect['body'] = ({ input, ...rest }) => ({ ...rest, text: input as string });
    expect(bodyOf(encode({}, { body }))).toEqual({ model: 'gpt-4o-mini-tts', text: 'Hello', voice: 'alloy' });
  });

  test('the reply is the sound', () => {
    expect(decode('RIFF', { 'content-type': 'audio/wav; x=1' })).toMatchObject({
      audio: { data: bytes('RIFF'), mediaType: 'audio/wav' },
      usage: { units: { characters: 5 } },
    });
    expect(decode('x', {}, { format: 'pcm' }).audio).toMatchObject({ mediaType: 'audio/pcm', sampleRate: 24_000 });
  });

  test('a server may ask for events in its own words, and know JSON alone', () => {
    const transformer = speechStreamTransformer({ eventsRequest: { stream: true }, inJson: true });
    const encoded = transformer.encode(ask, codec());
    expect(bodyOf(encoded)).toMatchObject({ stream: true });
    expect(bodyOf(encoded)).not.toHaveProperty('stream_format');
    const words = { status: 200, headers: { 'content-type': 'text/plain' } };
    const decoder = transformer.decoder(encoded.state, codec(), words);
    decoder.event(bytes('upstream connect error'), []);
    expect(() => decoder.end([])).toThrow('no sound');
  });

  test('or JSON that holds it or says where it is', () => {
    const json = { 'content-type': 'application/json' };
    expect(decode({ audio_data: 'AQ==' }, json).audio.data).toEqual(new Uint8Array([1]));
    expect(decode({ audio: { url: 'https://x' } }, json).audio.url).toBe('https://x');
    expect(() => decode({ error: { message: 'boom' } }, json)).toThrow('boom');
    expect(() => decode({}, json)).toThrow('no sound');
  });

  test('a stream asks for events where the model has them', () => {
    const { wire } = speechStreamTransformer().encode(ask, codec());
    expect(bodyOf({ wire })).toMatchObject({ stream_format: 'sse' });
    expect(
      bodyOf(speechStreamTransformer({ rules: () => ({ events: false }) }).encode(ask, codec())),
    ).not.toHaveProperty('stream_format');
  });

  test('events hold the sound and the usage, wherever they are cut', () => {
    const wire = bytes(
      sse(
        [
          { type: 'speech.audio.delta', audio: 'AQI=' },
          { type: 'speech.audio.delta', audio: '' },
          { type: 'speech.audio.done', usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } },
        ],
        '',
      ),
    );
    for (const size of [5, 1000]) {
      const chunks = Array.from({ length: Math.ceil(wire.length / size) }, (_, at) =>
        wire.subarray(at * size, (at + 1) * size),
      );
      expect(stream(chunks, 'text/event-stream')).toMatchObject({
        complete: true,
        done: true,
        finished: true,
        parts: [
          { type: 'start', mediaType: 'audio/mpeg' },
          { type: 'audio', data: new Uint8Array([1, 2]) },
          { type: 'finish', usage: { inputTokens: 3, outputTokens: 4, units: { characters: 5 } } },
        ],
      });
    }
  });

  test('events may end with the marker of chat completions', () => {
    const text = sse([{ object: 'audio.tts.chunk', model: 'm', b64: 'UklG' }, '[DONE]']);
    expect(stream([bytes(text)], 'text/event-stream')).toMatchObject({
      complete: true,
      parts: [{ type: 'start' }, { type: 'audio', data: bytes('RIF') }, { type: 'finish' }],
    });
  });

  test('an event whose JSON is broken becomes a warning', () => {
    const done = sse([{ type: 'speech.audio.done' }], '');
    const text = `data: {"type":"speech.audio.delta","aud\n\n${done}`;
    expect(stream([bytes(text)], 'text/event-stream')).toMatchObject({
      complete: true,
      parts: [{ type: 'start' }, { type: 'warning', warning: { feature: 'stream' } }, { type: 'finish' }],
    });
  });

  test('sound itself ends with its body, events need their last one', () => {
    expect(stream([bytes('ID3')], 'audio/mpeg')).toMatchObject({
      complete: true,
      parts: [{ type: 'start' }, { type: 'audio' }, { type: 'finish', usage: { units: { characters: 5 } } }],
    });
    expect(
      stream([bytes(sse([{ type: 'speech.audio.delta', audio: 'AQ==' }], ''))], 'text/event-stream').complete,
    ).toBe(false);
    expect(() => stream([bytes(sse([{ error: { message: 'boom' } }], ''))], 'text/event-stream')).toThrow('boom');
  });

  test('a server that does not stream answers whole', () => {
    const text = '{"audio_data":"AQI="}';
    expect(stream([bytes(text.slice(0, 7)), bytes(text.slice(7))], 'application/json')).toMatchObject({
      complete: true,
      parts: [{ type: 'start' }, { type: 'audio', data: new Uint8Array([1, 2]) }, { type: 'finish' }],
    });
    expect(() => stream([bytes('{"error":{"message":"boom"}}')], 'application/json')).toThrow('boom');
  });

  test('sound under the name of a text is sound', () => {
    expect(decode('ID3', { 'content-type': 'text/plain' }).audio).toMatchObject({ data: bytes('ID3') });
  });

  test.each([
    ['a page', '<html></html>', 'text/html; charset=utf-8'],
    ['nothing', '', 'audio/mpeg'],
    ['JSON of something else', '{"id":1}', 'application/json'],
  ])('%s: no sound', (_, body, type) => {
    const none = expect.objectContaining({ code: 'invalid-response', message: expect.stringContaining('no sound') });
    expect(() => decode(body, { 'content-type': type })).toThrow(none);
    expect(() => stream(body === '' ? [] : [bytes(body)], type)).toThrow(none);
  });
});
