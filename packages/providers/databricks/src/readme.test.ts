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
import { type DatabricksOptions, databricks } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/serving-endpoints/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.' }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/serving-endpoints/embeddings':
      return { body: { data: [0, 1].map((index) => ({ index, embedding: [0.5] })) } };
    case '/serving-endpoints/my-base-model/invocations':
      return { body: { choices: [{ text: ' a time', index: 0, finish_reason: 'length' }] } };
    case '/serving-endpoints/iris/invocations':
      return { body: { predictions: [0.5] } };
    default:
      return { body: { endpoints: [{ name: 'databricks-gpt-oss-120b', state: { ready: 'READY' } }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = ({ host: _, ...options }: DatabricksOptions) =>
    databricks({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(
    await runReadmeExample(example, { '@kit/core': core, '@kit/provider-databricks': { databricks: there } }),
  ).toEqual(example.printed);
});
