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
import { type ClovaOptions, clova } from './index.ts';

const ok = (result: object) => ({ body: { status: { code: '20000', message: 'OK' }, result } });
const message = { role: 'assistant', content: 'Because.', thinkingContent: 'Hm.' };

function answer({ path, headers }: ReceivedRequest): ExchangeResponse {
  if (path.includes('embedding')) return ok({ embedding: [0.5], inputTokens: 1 });
  if (path.includes('chat-tokenize')) return ok({ messages: [{ role: 'user', content: 'x', count: 8 }] });
  if (path.endsWith('/models')) return { body: { data: [{ id: 'HCX-007' }] } };
  const result = { message, finishReason: 'stop' };
  if (headers.accept !== 'text/event-stream') return ok(result);
  return {
    headers: { 'content-type': 'text/event-stream' },
    text: `event:token\ndata:${JSON.stringify({ message })}\n\nevent:result\ndata:${JSON.stringify(result)}\n\n`,
  };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: ClovaOptions) => clova({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-clova': { clova: there } })).toEqual(
    example.printed,
  );
});
