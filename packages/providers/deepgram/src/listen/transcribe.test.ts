import { describe, expect, it } from 'vitest';
import { failure, served, transcript } from '../../tests/served.ts';

const url = 'https://example.com/talk.mp3';
const audio = { url };
const wav = new Uint8Array([...'RIFF....WAVEfmt '].map((character) => character.charCodeAt(0)));

describe('a recording', () => {
  it('is sent as bytes, with the container that they show', async () => {
    const { ai, server } = await served(transcript('hello'));
    expect((await ai.transcribe({ model: 'nova-3', audio: wav })).text).toBe('hello');
    await ai.transcribe({ model: 'nova-3', audio: wav, mediaType: 'audio/mpeg' });
    await ai.transcribe({ model: 'nova-3', audio: { data: 'AAAA', mediaType: 'audio/flac' } });
    await ai.transcribe({ model: 'nova-3', audio: { url: 'data:audio/ogg;base64,AAAA' } });
    await ai.transcribe({ model: 'nova-3', audio: new Uint8Array([0, 0, 0]) });
    expect(server.requests.map(({ headers, body }) => [headers['content-type'], body.length])).toEqual([
      ['audio/wav', wav.length],
      ['audio/mpeg', wav.length],
      ['audio/flac', 3],
      ['audio/ogg', 3],
      ['application/octet-stream', 3],
    ]);
  });

  it('behind a link is named in JSON', async () => {
    const { ai, server } = await served(transcript('hello'));
    await ai.transcribe({ model: 'nova-3', audio });
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
    expect(server.requests[0]?.json()).toEqual({ url });
  });

  it('that is a stream is sent once, as it comes', async () => {
    const { ai, server } = await served({ status: 401, body: { err_msg: 'no' } });
    let read = 0;
    async function* pieces() {
      for (const piece of [[1, 2], [3]]) {
        read++;
        yield new Uint8Array(piece);
      }
    }
    expect(await failure(ai.transcribe({ model: 'nova-3', audio: pieces(), mediaType: 'audio/webm' }))).toMatchObject({
      code: 'authentication',
    });
    expect([...(server.requests[0]?.body ?? [])]).toEqual([1, 2, 3]);
    expect(server.requests[0]?.headers['content-type']).toBe('audio/webm');
    expect([read, server.requests.length]).toEqual([2, 1]);
  });

  it('of raw samples tells its encoding and rate', async () => {
    const { ai, query } = await served(transcript('hello'));
    await ai.transcribe({ model: 'nova-3', audio: wav, mediaType: 'audio/pcm;rate=16000;channels=2' });
    await ai.transcribe({ model: 'nova-3', audio: wav, mediaType: 'audio/basic' });
    expect([query('encoding'), query('sample_rate'), query('channels')]).toEqual([['linear16'], ['16000'], ['2']]);
    expect([query('encoding', 1), query('sample_rate', 1), query('channels', 1)]).toEqual([['mulaw'], ['8000'], []]);
  });

  it('at another vendor is refused', async () => {
    const { ai, server } = await served(transcript('hello'));
    expect(await failure(ai.transcribe({ model: 'nova-3', audio: { fileId: 'file-1' } }))).toMatchObject({
      code: 'unsupported',
      field: 'audio',
    });
    expect(server.requests).toEqual([]);
  });
});

describe('options', () => {
  it('are query parameters; lists repeat theirs', async () => {
    const { ai, query } = await served(transcript('hello'));
    await ai.transcribe({
      model: 'nova-3',
      audio,
      language: 'en',
      diarize: true,
      timestamps: 'segment',
      keywords: ['Kit', 'pull request'],
      vendor: { deepgram: { redact: ['pci', 'ssn'], topics: true, utt_split: 0.5, smart_format: false } },
    });
    expect(query('model')).toEqual(['nova-3']);
    expect(query('language')).toEqual(['en']);
    expect(query('diarize_model')).toEqual(['latest']);
    expect(query('utterances')).toEqual(['true']);
    expect(query('keyterm')).toEqual(['Kit', 'pull request']);
    expect(query('redact')).toEqual(['pci', 'ssn']);
    expect(query('topics')).toEqual(['true']);
    expect(query('utt_split')).toEqual(['0.5']);
    expect(query('smart_format')).toEqual(['false']);
    expect(query('detect_language')).toEqual([]);
  });

  it.each([
    ['nova-3', 'keyterm', true],
    ['nova-3-medical', 'keyterm', false],
    ['nova-2', 'keywords', true],
    ['nova-2-phonecall', 'keywords', false],
    ['whisper-large', 'keywords', true],
    ['something-new', 'keyterm', true],
  ])('of %s: terms are %s, detection of the language %s', async (model, parameter, detects) => {
    const { ai, query } = await served(transcript('hello'));
    await ai.transcribe({ model, audio, keywords: ['Kit'] });
    expect(query(parameter)).toEqual(['Kit']);
    expect(query('detect_language')).toEqual(detects ? ['true'] : []);
  });

  it('that Deepgram lacks are warnings, and errors where the call is strict', async () => {
    const { ai, server } = await served(transcript('hello'));
    const request = { model: 'nova-3', audio, prompt: 'x', temperature: 0.5, translate: true };
    const { warnings } = await ai.transcribe(request);
    expect(warnings.map(({ feature }) => feature)).toEqual(['prompt', 'temperature', 'translate']);
    expect(await failure(ai.transcribe(request, { strict: true }))).toMatchObject({ code: 'unsupported' });
    expect(server.requests).toHaveLength(1);
  });

  it('leave the words unformatted where the provider says so', async () => {
    const { ai, query } = await served(transcript('hello'), { smartFormat: false });
    await ai.transcribe({ model: 'nova-3', audio });
    expect(query('smart_format')).toEqual([]);
  });
});

describe('an answer', () => {
  const word = { word: 'hello', punctuated_word: 'Hello,', start: 0.1, end: 0.4, confidence: 0.9, speaker: 0 };

  it('has words, segments, language, usage and price', async () => {
    const { ai } = await served({
      headers: { 'dg-request-id': 'req-9' },
      body: {
        metadata: {
          request_id: 'req-9',
          duration: 10.5,
          channels: 2,
          sha256: 'abc',
          models: ['u'],
          model_info: { u: { name: 'general-nova-3', version: '1', arch: 'nova-3' } },
        },
        results: {
          channels: [
            { detected_language: 'en', alternatives: [{ transcript: 'Hello,', confidence: 0.9, words: [word] }] },
            { alternatives: [{ transcript: 'Hi.', words: [{ word: 'hi', start: 1, end: 1.2 }] }] },
          ],
          utterances: [
            { start: 0.1, end: 0.4, confidence: 0.9, channel: 0, transcript: 'Hello,', speaker: 0, id: 'x' },
          ],
        },
      },
    });
    expect(await ai.transcribe({ model: 'nova-3', audio })).toMatchObject({
      text: 'Hello,\nHi.',
      language: 'en',
      durationSeconds: 10.5,
      words: [
        { text: 'Hello,', startSeconds: 0.1, endSeconds: 0.4, confidence: 0.9, speaker: '0' },
        { text: 'hi', startSeconds: 1, endSeconds: 1.2 },
      ],
      segments: [{ text: 'Hello,', startSeconds: 0.1, endSeconds: 0.4, speaker: '0', confidence: 0.9 }],
      usage: { state: 'reported', units: { audioSeconds: 21 } },
      cost: { amount: 21 * 0.00007167, currency: 'USD' },
      meta: {
        responseId: 'req-9',
        requestId: 'req-9',
        model: 'general-nova-3',
        requestedModel: 'nova-3',
        vendor: { sha256: 'abc' },
      },
    });
  });

  it('makes segments of paragraphs where there are no utterances', async () => {
    const sentences = [{ text: 'One.', start: 0, end: 1 }, { text: 'Two.', start: 1, end: 2 }, { text: 'lost' }];
    const paragraphs = { transcript: '', paragraphs: [{ sentences, speaker: 1, start: 0, end: 2, num_words: 2 }] };
    const { ai } = await served(
      transcript('', { channels: [{ alternatives: [{ transcript: 'One. Two.', paragraphs }] }] }),
    );
    expect((await ai.transcribe({ model: 'nova-3', audio })).segments).toEqual([
      { text: 'One.', startSeconds: 0, endSeconds: 1, speaker: '1' },
      { text: 'Two.', startSeconds: 1, endSeconds: 2, speaker: '1' },
    ]);
  });

  it('tells what was understood as insights', async () => {
    const { ai } = await served(
      transcript('x', {
        summary: { result: 'success', short: 'A greeting.' },
        topics: { segments: [{ text: 'x', topics: [{ topic: 'Refund', confidence_score: 0.9 }] }] },
        sentiments: { segments: [{ text: 'x', sentiment: 'positive' }], average: { sentiment: 'positive' } },
        intents: { segments: [] },
      }),
    );
    expect((await ai.transcribe({ model: 'nova-3', audio })).insights).toEqual({
      summary: 'A greeting.',
      topics: [{ text: 'x', topics: [{ topic: 'Refund', confidence_score: 0.9 }] }],
      sentiments: [{ text: 'x', sentiment: 'positive' }],
      averageSentiment: { sentiment: 'positive' },
      intents: [],
    });
  });

  it('warns of analyses that its language has not', async () => {
    const { ai } = await served({
      body: {
        metadata: { warnings: [{ parameter: 'summarize', type: 'unsupported_language', message: 'Not for pt.' }] },
        results: { channels: [] },
      },
    });
    expect((await ai.transcribe({ model: 'nova-3', audio })).warnings).toEqual([
      { feature: 'summarize', detail: 'Not for pt.' },
    ]);
  });

  it('that goes to a callback says so', async () => {
    const { ai } = await served({ body: { request_id: 'req-2' } });
    const vendor = { deepgram: { callback: 'https://example.com/hook' } };
    expect(await ai.transcribe({ model: 'nova-3', audio, vendor })).toMatchObject({
      text: '',
      warnings: [{ feature: 'callback' }],
      meta: { responseId: 'req-2' },
    });
  });

  it.each([
    { results: { channels: null, utterances: [null, 3], summary: 'no' } },
    {
      results: { channels: [null, { alternatives: [null] }, { alternatives: [{ transcript: 5, words: [{}, null] }] }] },
    },
  ])('is read whatever is missing: %j', async (body) => {
    const { ai } = await served({ body });
    expect((await ai.transcribe({ model: 'nova-3', audio })).text).toBe('');
  });

  it.each([{ text: '<html>' }, { body: {} }, { body: [] }, { body: { metadata: null, results: null } }])(
    'that holds no results is none: %j',
    async (reply) => {
      const { ai } = await served(reply);
      expect(await failure(ai.transcribe({ model: 'nova-3', audio }))).toMatchObject({ code: 'invalid-response' });
    },
  );
});
