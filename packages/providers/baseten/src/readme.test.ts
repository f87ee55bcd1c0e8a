// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { createHmac } from 'node:crypto';
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
import { type BasetenOptions, baseten, verifyBasetenWebhook } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path.split('/').at(-1)) {
    case 'completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning_content: 'Hm.' } }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case 'embeddings':
      return { body: { data: [{ embedding: [0.5, -1] }] } };
    case 'rerank':
      return { body: [{ index: 1, score: 0.9 }] };
    case 'predict':
      return (request.json() as { stream?: boolean }).stream
        ? { headers: { 'content-type': 'text/plain' }, text: 'Because.' }
        : { body: { answer: 'Because.' } };
    case 'async_predict':
      return { body: { request_id: 'run-1' } };
    case 'async_queue_status':
      return { body: { num_queued_requests: 3, num_in_progress_requests: 1 } };
    case 'wake':
      return { status: 202, body: {} };
    default:
      return { body: { data: [{ id: 'zai-org/GLM-5.2' }] } };
  }
}

/** What the webhook example is given. */
function delivery() {
  const body = JSON.stringify({ request_id: 'run-1', time: new Date().toISOString(), data: { answer: 'Because.' } });
  const signature = `v1=${createHmac('sha256', 'the-secret').update(body).digest('hex')}`;
  return { headers: { 'x-baseten-signature': signature }, body };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: BasetenOptions) => {
    const path = options.modelId ? '/environments/production/sync/v1' : '/v1';
    return baseten({ apiKey: 'test-key', baseURL: `${server.url}${path}`, ...options });
  };
  expect(example.printed.length).toBeGreaterThan(0);
  const modules = {
    '@kit/core': core,
    '@kit/provider-baseten': { baseten: there, verifyBasetenWebhook },
    './delivery.ts': delivery(),
  };
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
