// Runs the examples of the README, one after the other, against servers that answer each operation.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, replayServer } from '@kit/testing';
import { expect, it } from 'vitest';
import { liveServer } from '../tests/live-server.ts';
import { type DeepgramOptions, deepgram } from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

function answer({ path, query }: ReceivedRequest): ExchangeResponse {
  if (path === '/v1/speak') return { headers: { 'content-type': 'audio/mpeg', 'dg-char-count': '13' }, base64: 'AQID' };
  if (path === '/v1/auth/grant') return { body: { access_token: 'a.b.c', expires_in: 60 } };
  if (path === '/v1/read') return { body: { metadata: {}, results: { intents: { segments: [] } } } };
  if (path === '/v1/models') return { body: { stt: [{ canonical_name: 'nova-3' }], tts: [] } };
  if (path === '/v1/projects') return { body: { projects: [] } };
  const detected = query.has('detect_language') ? { detected_language: 'en' } : {};
  const utterances = [{ start: 0, end: 1, transcript: 'Hello.', speaker: 0 }];
  return {
    body: {
      metadata: { duration: 100, channels: 1 },
      results: {
        channels: [{ ...detected, alternatives: [{ transcript: 'Hello.' }] }],
        utterances,
        summary: { short: 'A greeting.' },
      },
    },
  };
}

it('the examples of the README run', async () => {
  await using server = await replayServer({ answer });
  const live = await liveServer({
    audio: (peer) =>
      peer.say({
        type: 'Results',
        is_final: true,
        speech_final: true,
        start: 0,
        duration: 1,
        channel: { alternatives: [{ transcript: 'Live.' }] },
      }),
    text: (peer, { type }) => {
      if (type !== 'CloseStream') return;
      peer.say({ type: 'Metadata', duration: 1 });
      peer.close(1000);
    },
  });
  // Sessions go to the server that speaks them.
  const there = (options: DeepgramOptions) => {
    const rest = deepgram({ ...options, apiKey: 'test', baseURL: `${server.url}/v1` });
    const sessions = deepgram({ ...options, apiKey: 'test', baseURL: live.baseURL });
    return { ...rest, handlers: { ...rest.handlers, transcribeStream: sessions.handlers.transcribeStream } };
  };
  const modules = { '@kit/core': core, '@kit/provider-deepgram': { deepgram: there } };
  const printed: unknown[] = [];
  const process = { stdout: { write: (data: Uint8Array) => printed.push(data.length) } };
  const console = { log: (...values: unknown[]) => printed.push(...values) };
  const recording = new Uint8Array([1, 2, 3]);
  async function* microphone() {
    yield recording;
  }
  const body = examples.join('\n').replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = modules['$2'];");
  const names = ['modules', 'process', 'console', 'recording', 'microphone'];
  const results = 'return { audio, usage, accessToken, insights, models, status };';
  const done = await new Function(...names, `return (async () => {${body}\n${results}})()`)(
    modules,
    process,
    console,
    recording,
    microphone(),
  );
  const segment = { text: 'Live.', startSeconds: 0, endSeconds: 1 };
  expect(printed.slice(0, 3)).toEqual(['Hello.', 'en', 100]);
  expect(printed[3]).toBeCloseTo(0.007167);
  expect(printed.slice(4)).toEqual(['0', 'Hello.', 'A greeting.', 'Live.', segment, 'speech-final', 3]);
  expect(done).toMatchObject({
    audio: { mediaType: 'audio/mpeg' },
    usage: { units: { characters: 13 } },
    accessToken: 'a.b.c',
    insights: { intents: [] },
    models: [{ id: 'nova-3' }],
    status: 'ok',
  });
});
