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
import { completion, delta, stream } from '../tests/served.ts';
import { type OpenaiCompatibleOptions, openaiCompatible } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  const route = path.replace(/^\/v1/, '');
  switch (route) {
    case '/chat/completions': {
      const { stream: streams, messages } = request.json() as { stream?: boolean; messages: { content: string }[] };
      if (streams) return stream(delta({ content: 'Because.' }, 'stop'), 'data: [DONE]\n\n');
      return completion({ content: messages[0]?.content === 'Think.' ? '<think>Hm.</think>Done.' : 'Because.' });
    }
    case '/completions':
      return { body: { choices: [{ text: 'blue.', finish_reason: 'stop' }] } };
    case '/embeddings':
      return {
        body: {
          data: [
            { index: 0, embedding: [1] },
            { index: 1, embedding: [2] },
          ],
        },
      };
    case '/rerank':
      return { body: { results: [{ index: 1, relevance_score: 0.9 }] } };
    case '/tokenize':
      return { body: { count: 12 } };
    case '/audio/transcriptions':
      return { body: { text: 'Hello.' } };
    case '/images/generations':
      return { body: { data: [{ b64_json: 'iVBORw0KGgo=' }] } };
    case '/audio/speech':
      return { headers: { 'content-type': 'audio/mpeg' }, base64: 'AAAA' };
    case '/moderations':
      return { body: { results: [{ flagged: false, categories: {} }] } };
    default:
      return { body: { data: [{ id: 'm-1' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: OpenaiCompatibleOptions) => openaiCompatible({ ...options, baseURL: `${server.url}/v1` });
  const modules = { '@kit/core': core, '@kit/provider-openai-compatible': { openaiCompatible: there } };
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
