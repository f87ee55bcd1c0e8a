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
import { type UpstageOptions, upstage } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning: 'Hm.' } }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/information-extraction/chat/completions':
      return openaiAnswer({ content: '{"total":12}' }, 'stop').reply;
    case '/embeddings':
      return { body: { data: [{ embedding: [1] }, { embedding: [2] }] } };
    case '/document-digitization':
      return { body: { content: { markdown: '# A title' }, elements: [], usage: { pages: 1 } } };
    default:
      return { body: { data: [{ id: 'solar-pro3' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: UpstageOptions) => upstage({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-upstage': { upstage: there } })).toEqual(
    example.printed,
  );
});
