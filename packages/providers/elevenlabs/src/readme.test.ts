// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import {
  type ExchangeResponse,
  type ReceivedRequest,
  readmeExamples,
  replayServer,
  runReadmeExample,
} from '@kit/testing';
import { expect, it } from 'vitest';
import { type ElevenlabsOptions, elevenlabs } from './index.ts';

const sound = { headers: { 'content-type': 'audio/mpeg' }, base64: 'AQIDBA==' };
const alignment = {
  characters: ['H', 'i'],
  character_start_times_seconds: [0, 0.1],
  character_end_times_seconds: [0.1, 0.3],
};
const words = [{ text: 'Hello there.', start: 0, end: 1, type: 'word', speaker_id: 'speaker_0' }];

function answer({ path }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/with-timestamps')) return { body: { audio_base64: 'AQIDBA==', alignment } };
  if (path.startsWith('/v1/text-to-speech')) return sound;
  switch (path) {
    case '/v1/speech-to-text':
      return { body: { text: 'Hello there.', words } };
    case '/v2/voices':
      return { body: { voices: [{ voice_id: 'v-1', name: 'Ada' }], has_more: false } };
    case '/v1/voices/add':
      return { body: { voice_id: 'v-2' } };
    case '/v1/models':
      return { body: [{ model_id: 'eleven_v3' }] };
    default:
      return { body: { token: 'sutkn_1' } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: ElevenlabsOptions) => elevenlabs({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  const modules = { '@kit/core': core, '@kit/provider-elevenlabs': { elevenlabs: there } };
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
