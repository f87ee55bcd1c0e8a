// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, replayServer } from '@kit/testing';
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
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

async function run(example: string, baseURL: string): Promise<string[]> {
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => printed.push(values.join(' ')) };
  const there = (options: OpenaiCompatibleOptions) => openaiCompatible({ ...options, baseURL });
  const modules = { '@kit/core': core, '@kit/provider-openai-compatible': { openaiCompatible: there } };
  const body = example.replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = modules['$2'];");
  await new Function('modules', 'console', `return (async () => {${body}})()`)(modules, console);
  return printed;
}

it.each(examples)('the README prints what it says: %s', async (example) => {
  await using server = await replayServer({ answer });
  const expected = [...example.matchAll(/^\/\/ → (.*)$/gm)].map((match) => match[1]);
  expect(expected.length).toBeGreaterThan(0);
  expect(await run(example, `${server.url}/v1`)).toEqual(expected);
});
