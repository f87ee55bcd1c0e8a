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
import { type SambanovaOptions, sambanova } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/v1/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning: 'Hm.' } }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/v1/completions':
      return { body: { choices: [{ index: 0, text: ' a time', finish_reason: 'length' }] } };
    case '/v1/embeddings':
      return { body: { data: [{ index: 0, embedding: [0.5, -1] }] } };
    case '/v1/audio/transcriptions':
      return { body: { text: 'Hello there.' } };
    default:
      return { body: { data: [{ id: 'gpt-oss-120b' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: SambanovaOptions) => sambanova({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(
    await runReadmeExample(example, { '@kit/core': core, '@kit/provider-sambanova': { sambanova: there } }),
  ).toEqual(example.printed);
});
