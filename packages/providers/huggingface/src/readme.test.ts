// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import {
  type ExchangeResponse,
  type ReceivedRequest,
  readmeExamples,
  replayServer,
  runReadmeExample,
  samplePicture,
} from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { expect, it } from 'vitest';
import { huggingface } from './index.ts';

const answers: readonly (readonly [path: RegExp, body: unknown])[] = [
  [/feature-extraction$/, [[0.5], [1]]],
  [/sentence-similarity$/, [0.9, 0.2]],
  [/whisper/, { text: 'Hello there.' }],
  [/bert/, [{ token_str: 'blue', score: 0.9 }]],
  [/\/completions$/, { choices: [{ text: 'blue.', finish_reason: 'stop' }] }],
  [/tokenize$/, [{ id: 1 }, { id: 2 }]],
  [/whoami-v2$/, { name: 'me' }],
  [/models$/, { data: [{ id: 'openai/gpt-oss-120b' }] }],
];

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/chat/completions')) {
    const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning: 'Hm.' } }, 'stop');
    return (request.json() as { stream?: boolean }).stream ? stream : reply;
  }
  if (path.includes('FLUX')) return { headers: { 'content-type': 'image/png' }, base64: samplePicture };
  return { body: answers.find(([place]) => place.test(path))?.[1] };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: object) => huggingface({ ...options, apiKey: 'test-key', baseURL: `${server.url}/v1` });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(
    await runReadmeExample(example, { '@kit/core': core, '@kit/provider-huggingface': { huggingface: there } }),
  ).toEqual(example.printed);
});
