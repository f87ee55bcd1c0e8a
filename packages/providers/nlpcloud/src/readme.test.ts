// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import {
  type ExchangeResponse,
  type ReceivedRequest,
  readmeExamples,
  replayServer,
  runReadmeExample,
  sseReply,
} from '@kit/testing';
import { expect, it } from 'vitest';
import { type NlpcloudOptions, nlpcloud } from './index.ts';

const answers: readonly (readonly [path: RegExp, body: unknown])[] = [
  [
    /generation$/,
    { generated_text: 'blue.', nb_generated_tokens: 2, nb_input_tokens: 3, url: 'https://example.com/made' },
  ],
  [/embeddings$/, { embeddings: [[0.5], [1]] }],
  [/asr$/, { text: 'Hello there.' }],
  [/speech-synthesis$/, { url: 'https://example.com/made' }],
  [/summarization$/, { summary_text: 'Short.' }],
  [/langdetection$/, { languages: [{ en: 1 }] }],
];

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/chatbot')) {
    const isStream = (request.json() as { stream?: boolean }).stream;
    return isStream ? sseReply('Beca', 'use.', '[DONE]') : { body: { response: 'Because.', history: [] } };
  }
  return { body: answers.find(([place]) => place.test(path))?.[1] };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: NlpcloudOptions) => nlpcloud({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-nlpcloud': { nlpcloud: there } })).toEqual(
    example.printed,
  );
});
