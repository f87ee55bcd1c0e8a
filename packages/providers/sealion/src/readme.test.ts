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
import { openaiAnswer } from '@kit/testing/openai-wire';
import { expect, it } from 'vitest';
import { type SealionOptions, sealion } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/v1/chat/completions': {
      const { model, stream } = request.json() as { model: string; stream?: boolean };
      if (model.endsWith('SEA-Guard')) return openaiAnswer({ content: 'safe' }, 'stop').reply;
      const answered = openaiAnswer({ content: '<think>Hm.</think>Kerana.' }, 'stop');
      return stream ? answered.stream : answered.reply;
    }
    case '/v1/completions':
      return { body: { choices: [{ index: 0, text: ' a time', finish_reason: 'length' }] } };
    case '/v1/embeddings':
      return { body: { data: [{ index: 0, embedding: [0.5, -1] }] } };
    default:
      return { body: { data: [{ id: 'aisingapore/Gemma-SEA-LION-v4-27B-IT' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: SealionOptions) => sealion({ apiKey: 'test-key', baseURL: `${server.url}/v1`, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-sealion': { sealion: there } })).toEqual(
    example.printed,
  );
});
