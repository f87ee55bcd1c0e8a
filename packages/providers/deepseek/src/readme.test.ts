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
import { type DeepseekOptions, deepseek } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path.replace('/beta', '')) {
    case '/chat/completions': {
      const thoughts = { reasoning_content: 'Hm.' };
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/completions':
      return { body: { choices: [{ text: '    return a + b', finish_reason: 'stop' }] } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/user/balance':
      return { body: { is_available: true, balance_infos: [{ currency: 'CNY', total_balance: '110.00' }] } };
    default:
      return { body: { data: [{ id: 'deepseek-v4-flash' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: DeepseekOptions) => deepseek({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-deepseek': { deepseek: there } })).toEqual(
    example.printed,
  );
});
