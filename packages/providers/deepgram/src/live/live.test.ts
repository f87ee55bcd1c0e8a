import { pipeline, type TranscribePart } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { type LiveScript, type LiveServer, liveServer } from '../../tests/live-server.ts';
import { apiKey, failure } from '../../tests/served.ts';
import { type DeepgramOptions, deepgram, deepgramFinalize } from '../index.ts';

const piece = (bytes = 4) => new Uint8Array(bytes).fill(7);
async function* audioOf(...pieces: readonly Uint8Array[]) {
  yield* pieces;
}

const results = (transcript: string, more: object = {}) => ({
  type: 'Results',
  channel_index: [0, 1],
  duration: 1,
  start: 0,
  is_final: true,
  speech_final: false,
  channel: { alternatives: [{ transcript, confidence: 0.9, words: [] }] },
  metadata: { request_id: 'live-1', model_info: { name: 'general-nova-3' } },
  ...more,
});
const metadata = { type: 'Metadata', request_id: 'live-1', duration: 2.5, channels: 1 };

/** Ends as Deepgram does: after `CloseStream` come the metadata and an orderly close. */
const closing: LiveScript['text'] = (peer, { type }) => {
  if (type !== 'CloseStream') return;
  peer.say(metadata);
  peer.close(1000);
};

async function bench(script: LiveScript, options: DeepgramOptions = {}) {
  const server: LiveServer = await liveServer({ text: closing, ...script });
  const ai = pipeline(deepgram({ apiKey, baseURL: server.baseURL, model: 'nova-3', ...options }));
  return { server, ai };
}

async function all(stream: AsyncIterable<TranscribePart>) {
  const parts: TranscribePart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

const shown = (parts: readonly TranscribePart[]) =>
  parts.map((part) => (part.type === 'text' || part.type === 'interim' ? `${part.type} ${part.text}` : part.type));

describe('live transcription', () => {
  it('hears audio and tells guesses, final words, utterances and their end', async () => {
    const { ai, server } = await bench({
      audio(peer) {
        if (peer.received.length > 1) return;
        peer.say({ type: 'SpeechStarted', channel: [0, 1], timestamp: 0.2 });
        peer.say(results('hello', { is_final: false }));
        peer.say(results(''));
        peer.say(
          results('Hello there,', {
            channel: {
              alternatives: [
                {
                  transcript: 'Hello there,',
                  languages: ['en'],
                  words: [
                    { word: 'hello', punctuated_word: 'Hello', start: 0.2, end: 0.5, confidence: 0.8, speaker: 1 },
                    { word: 'there', punctuated_word: 'there,', start: 0.5, end: 0.9, confidence: 1, speaker: 1 },
                  ],
                },
              ],
            },
          }),
        );
        peer.say(results('how are you?', { speech_final: true, start: 1, duration: 1.5 }));
        peer.say({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: -1 });
        peer.say({ type: 'SomethingNew' });
      },
    });
    const stream = ai.transcribeStream({ audio: audioOf(piece(), piece()), language: 'en', diarize: true });
    const parts = await all(stream);
    expect(shown(parts)).toEqual([
      'start',
      'event',
      'interim hello',
      'text Hello there,',
      'text  how are you?',
      'segment',
      'event',
      'event',
      'finish',
    ]);
    expect(parts.filter(({ type }) => type === 'event')).toEqual([
      { type: 'event', event: 'speech-started', atSeconds: 0.2 },
      { type: 'event', event: 'speech-final', atSeconds: 2.5 },
      { type: 'event', event: 'utterance-end' },
    ]);
    expect(await stream.response).toMatchObject({
      text: 'Hello there, how are you?',
      language: 'en',
      durationSeconds: 2.5,
      segments: [
        { text: 'Hello there, how are you?', startSeconds: 0.2, endSeconds: 2.5, speaker: '1', confidence: 0.9 },
      ],
      usage: { state: 'reported', units: { audioSeconds: 2.5 } },
      cost: { amount: 2.5 * 0.00007167 },
      meta: {
        provider: 'deepgram',
        responseId: 'live-1',
        requestedModel: 'nova-3',
        attempts: [{ outcome: 'complete' }],
      },
    });
    const [peer] = server.peers;
    expect(peer?.headers.authorization).toBe(`Token ${apiKey}`);
    expect(peer?.path).toBe(
      '/v1/listen?model=nova-3&diarize_model=latest&language=en&smart_format=true&interim_results=true',
    );
    expect(peer?.received).toEqual([4, 4, { type: 'CloseStream' }]);
  });

  it('never sends an empty frame, and finishes what it heard where the audio says so', async () => {
    const { ai, server } = await bench({
      text(peer, message) {
        if (message.type === 'Finalize') peer.say(results('So far.', { from_finalize: true }));
        else closing(peer, message);
      },
    });
    const stream = ai.transcribeStream({ audio: audioOf(piece(), new Uint8Array(0), deepgramFinalize, piece(2)) });
    expect(shown(await all(stream))).toEqual(['start', 'text So far.', 'segment', 'event', 'finish']);
    expect(server.peers[0]?.received).toEqual([4, { type: 'Finalize' }, 2, { type: 'CloseStream' }]);
  });

  it('sends a recording that is all there in pieces', async () => {
    const { ai, server } = await bench({ open: (peer) => peer.say(results('x')) });
    await ai.transcribeStream({ audio: piece(20_000), mediaType: 'audio/pcm;rate=16000' }).response;
    expect(server.peers[0]?.received).toEqual([8192, 8192, 3616, { type: 'CloseStream' }]);
    expect(server.peers[0]?.path).toContain('encoding=linear16&sample_rate=16000');
  });

  it('gives a sign of life while there is no audio, and none before the first', async () => {
    const environment = virtualEnvironment();
    const { ai, server } = await bench({ open: (peer) => peer.say(results('x')) });
    let release = () => {};
    async function* hesitant() {
      yield piece();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    const { createContext } = await import('@kit/core');
    const stream = await ai.handlers.transcribeStream({
      operation: 'transcribeStream',
      request: { audio: hesitant(), model: 'nova-3' },
      context: createContext({}, environment),
    });
    const heard = () => server.peers[0]?.received.length ?? 0;
    await until(() => heard() === 1);
    await environment.advance(4_000);
    await until(() => heard() === 2);
    await environment.advance(4_000);
    await until(() => heard() === 3);
    release();
    expect((await stream.response).text).toBe('x');
    expect(server.peers[0]?.received).toEqual([
      4,
      { type: 'KeepAlive' },
      { type: 'KeepAlive' },
      { type: 'CloseStream' },
    ]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('waits for what is said, however long the silence', async () => {
    const environment = virtualEnvironment();
    const { ai } = await bench({ audio: (peer, data) => data.length === 9 && peer.say(results('At last.')) });
    let speak = () => {};
    async function* silent() {
      yield piece();
      await new Promise<void>((resolve) => {
        speak = resolve;
      });
      yield piece(9);
    }
    const { createContext } = await import('@kit/core');
    const opening = ai.handlers.transcribeStream({
      operation: 'transcribeStream',
      request: { audio: silent(), model: 'nova-3' },
      context: createContext({}, environment),
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await environment.advance(1_000_000);
    speak();
    expect((await (await opening).response).text).toBe('At last.');
  });

  it('tells each channel’s utterances apart', async () => {
    const { ai } = await bench({
      open(peer) {
        peer.say(results('Left one.', { channel_index: [0, 2] }));
        peer.say(results('Right one.', { channel_index: [1, 2] }));
        peer.say(results('Left two.', { channel_index: [0, 2], speech_final: true }));
      },
    });
    const { segments } = await ai.transcribeStream({ audio: piece(), vendor: { deepgram: { multichannel: true } } })
      .response;
    expect(segments?.map(({ text }) => text)).toEqual(['Left one. Left two.', 'Right one.']);
  });

  it('warns of what it cannot do, and refuses it where the call is strict', async () => {
    const { ai, server } = await bench({ open: (peer) => peer.say(results('x')) });
    const parts = await all(ai.transcribeStream({ audio: piece(), prompt: 'names' }));
    expect(parts).toContainEqual({ type: 'warning', warning: { feature: 'prompt', detail: expect.any(String) } });
    expect(
      await failure(ai.transcribeStream({ audio: piece(), prompt: 'names' }, { strict: true }).ready()),
    ).toMatchObject({
      code: 'unsupported',
      field: 'prompt',
    });
    expect(await failure(ai.transcribeStream({ audio: { url: 'https://example.com/a' } }).ready())).toMatchObject({
      code: 'unsupported',
      field: 'audio',
    });
    expect(server.peers).toHaveLength(1);
  });
});

describe('the opening request of a live session', () => {
  it('goes where the call says, and there without the configured key', async () => {
    const { ai, server } = await bench({ open: (peer) => peer.say(results('x')) });
    const other = await liveServer({ open: (peer) => peer.say(results('y')), text: closing });
    const request = { audio: piece() };
    const options = { headers: { 'X-Trace': 't' }, query: { tag: 'a b' } };
    await ai.transcribeStream(request, { ...options, baseURL: other.baseURL }).response;
    await ai.transcribeStream(request, { ...options, baseURL: other.baseURL, credentials: { accessToken: 'jwt' } })
      .response;
    await ai.transcribeStream(request, options).response;
    const sent = [...other.peers, ...server.peers].map(({ headers }) => [headers.authorization, headers['x-trace']]);
    expect(sent).toEqual([
      [undefined, 't'],
      ['Bearer jwt', 't'],
      [`Token ${apiKey}`, 't'],
    ]);
    expect(server.peers[0]?.path).toMatch(/&tag=a%20b$/);
  });
});

describe('the end of a live session', () => {
  it('comes at once when its reader leaves', async () => {
    const { ai, server } = await bench({ open: (peer) => peer.say(results('x')), text: () => {} });
    let left = false;
    async function* endless() {
      try {
        for (;;) {
          yield piece();
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      } finally {
        left = true;
      }
    }
    for await (const part of ai.transcribeStream({ audio: endless() })) if (part.type === 'text') break;
    await server.peers[0]?.closed;
    await until(() => left);
  });

  it('comes with the caller’s abort, before and after the first words', async () => {
    for (const words of [false, true]) {
      const controller = new AbortController();
      const { ai, server } = await bench({ open: (peer) => words && peer.say(results('x')), text: () => {} });
      const stream = ai.transcribeStream({ audio: audioOf(piece()) }, { signal: controller.signal });
      if (words) await stream.ready();
      else {
        stream.ready().catch(() => {});
        await until(() => server.peers.length === 1);
      }
      controller.abort('enough');
      expect(await failure(stream.response)).toMatchObject({ code: 'aborted', cause: 'enough' });
      await server.peers[0]?.closed;
    }
  });

  it.each([
    [1008, 'DATA-0000', { code: 'invalid-request', field: 'mediaType' }],
    [1011, 'NET-0001', { code: 'timeout', phase: 'idle' }],
    [1011, 'NET-0000', { code: 'server' }],
    [1000, '', { code: 'invalid-response' }],
    [4000, 'whatever', { code: 'network' }],
  ])('by the vendor with %i %s is an error', async (code, reason, expected) => {
    const { ai } = await bench({
      audio: (peer) => {
        peer.say(results('Before.'));
        peer.close(code, reason);
      },
    });
    async function* open() {
      yield piece();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const error = await failure(ai.transcribeStream({ audio: open() }).response);
    expect(error).toMatchObject({ ...expected, provider: 'deepgram', operation: 'transcribeStream' });
    expect(error.partial).toMatchObject({ text: 'Before.' });
  });

  it('without metadata is no end', async () => {
    const { ai } = await bench({ open: (peer) => peer.say(results('x')), text: (peer) => peer.close(1000) });
    expect(await failure(ai.transcribeStream({ audio: piece() }).response)).toMatchObject({ code: 'invalid-response' });
  });

  it('by an error message is that error', async () => {
    const message = { type: 'Error', description: 'Something broke.', message: '', variant: 'Internal' };
    const { ai } = await bench({ open: (peer) => peer.say(message) });
    expect(await failure(ai.transcribeStream({ audio: audioOf(piece()) }).ready())).toMatchObject({
      code: 'server',
      message: 'Deepgram: Something broke.',
    });
  });

  it('by an error of the audio’s source is that error', async () => {
    const { ai, server } = await bench({ open: (peer) => peer.say(results('x')) });
    async function* broken() {
      yield piece();
      throw new Error('The microphone is gone.');
    }
    expect(await failure(ai.transcribeStream({ audio: broken() }).response)).toMatchObject({
      code: 'invalid-request',
      message: 'The microphone is gone.',
    });
    await server.peers[0]?.closed;
  });

  it('before it begins says whether it was the key', async () => {
    const { ai, server } = await bench({ refuse: 401 });
    const error = await failure(ai.transcribeStream({ audio: piece() }).ready());
    expect(error).toMatchObject({ code: 'authentication', status: 401 });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(apiKey);
    expect(server.httpRequests).toEqual(['GET /v1/projects']);
  });
});

describe('Flux', () => {
  const turn = (event: string, transcript: string, more: object = {}) => ({
    type: 'TurnInfo',
    event,
    turn_index: 0,
    audio_window_start: 0,
    audio_window_end: 1.5,
    transcript,
    words: [],
    ...more,
  });
  const closed: LiveScript['text'] = (peer, { type }) => type === 'CloseStream' && peer.close(1000);

  it('tells turns, each repeated from its beginning', async () => {
    const { ai, server } = await bench(
      {
        text: (peer, message) => {
          if (message.type === 'ForceEndTurn') peer.say(turn('EndOfTurn', 'Good bye.', { audio_window_end: 4 }));
          closed(peer, message);
        },
        open(peer) {
          peer.say({ type: 'Connected', request_id: 'flux-1', sequence_id: 0 });
          peer.say(turn('StartOfTurn', 'Good'));
          peer.say(turn('Update', 'Good morning'));
          peer.say(turn('EagerEndOfTurn', 'Good morning.'));
          peer.say(turn('TurnResumed', 'Good morning to'));
          peer.say(
            turn('EndOfTurn', 'Good morning to you.', {
              words: [{ word: 'Good', start: 0.1, end: 0.3 }],
              languages: ['en'],
            }),
          );
        },
      },
      { model: 'flux-general-en' },
    );
    const stream = ai.transcribeStream({ audio: audioOf(piece(), deepgramFinalize) });
    const parts = await all(stream);
    expect(shown(parts)).toEqual([
      'start',
      'interim Good',
      'event',
      'interim Good morning',
      'interim Good morning.',
      'event',
      'interim Good morning to',
      'event',
      'text Good morning to you.',
      'segment',
      'event',
      'text  Good bye.',
      'segment',
      'event',
      'finish',
    ]);
    expect(await stream.response).toMatchObject({
      text: 'Good morning to you. Good bye.',
      language: 'en',
      durationSeconds: 4,
      usage: { units: { audioSeconds: 4 } },
      segments: [
        { startSeconds: 0.1, endSeconds: 0.3 },
        { startSeconds: 0, endSeconds: 4 },
      ],
      meta: { responseId: 'flux-1' },
    });
    expect(server.peers[0]?.path).toBe('/v2/listen?model=flux-general-en');
    expect(server.peers[0]?.received).toEqual([4, { type: 'ForceEndTurn' }, { type: 'CloseStream' }]);
  });

  it('keeps what was said in a turn that never ended', async () => {
    const { ai } = await bench(
      { open: (peer) => peer.say(turn('Update', 'half a sen')), text: closed },
      { model: 'flux-general-multi' },
    );
    const stream = ai.transcribeStream({ audio: piece(), language: 'de' });
    expect((await stream.response).text).toBe('half a sen');
  });

  it('asks for languages by hints, and says what it does not know', async () => {
    const { ai, server } = await bench({ open: (peer) => peer.say(turn('EndOfTurn', 'x')), text: closed });
    await ai.transcribeStream({ model: 'flux-general-multi', audio: piece(), language: 'de', keywords: ['Kit'] })
      .response;
    const parts = await all(
      ai.transcribeStream({ model: 'flux-general-en', audio: piece(), language: 'de', diarize: true }),
    );
    expect(server.peers.map(({ path }) => path)).toEqual([
      '/v2/listen?model=flux-general-multi&keyterm=Kit&language_hint=de',
      '/v2/listen?model=flux-general-en',
    ]);
    const told = parts.filter(({ type }) => (type as string) === 'warning') as unknown as {
      warning: { feature: string };
    }[];
    expect(told.map(({ warning }) => warning.feature)).toEqual(['diarize', 'language']);
  });

  it('ends with the vendor’s error', async () => {
    const { ai } = await bench(
      {
        open: (peer) => peer.say({ type: 'Error', code: 'UNPARSABLE', description: 'Cannot parse the audio.' }),
        text: closed,
      },
      { model: 'flux-general-en' },
    );
    expect((await failure(ai.transcribeStream({ audio: audioOf(piece()) }).ready())).message).toContain(
      'Cannot parse the audio.',
    );
  });
});

async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 3_000;
  while (!holds()) {
    if (Date.now() > limit) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
