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
import { enveloped, nativeAnswer } from '../tests/conformance/native-wire.ts';
import { hunyuan } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  const action = request.headers['x-tc-action'];
  switch (action ?? path) {
    case '/chat/completions': {
      const thoughts = { reasoning_content: 'Hm.' };
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/embeddings':
      return { body: { data: [{ embedding: [1] }] } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case 'ChatCompletions':
      return nativeAnswer({ content: 'Because.' }, 'stop').reply;
    case 'GetTokenCount':
      return enveloped({ TokenCount: 9 });
    case 'TextToImageLite':
      return enveloped({ ResultImage: 'https://cdn.example/fox.jpg' });
    default:
      return { body: { data: [{ id: 'hunyuan-a13b' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there: typeof hunyuan = (options: object = {}) =>
    hunyuan({ apiKey: 'test-key', baseURL: server.url, ...options }) as never;
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-hunyuan': { hunyuan: there } })).toEqual(
    example.printed,
  );
});
