// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, readmeExamples, replayServer, runReadmeExample } from '@kit/testing';
import { expect, it } from 'vitest';
import { ollama } from './index.ts';

const lines = (...list: readonly object[]): ExchangeResponse => ({
  headers: { 'content-type': 'application/x-ndjson' },
  text: list.map((line) => `${JSON.stringify(line)}\n`).join(''),
});
const answer = (message: object): ExchangeResponse => ({
  body: { model: 'm', message, done: true, done_reason: 'stop', prompt_eval_count: 12, eval_count: 34 },
});

function chat({ stream, tools, messages }: Record<string, unknown>): ExchangeResponse {
  if (stream)
    return lines({ message: { thinking: 'Let me see.' } }, { message: { content: 'It is so.' } }, { done: true });
  if (!tools) return answer({ content: 'Because of Rayleigh.' });
  if ((messages as unknown[]).length > 1) return answer({ content: '21 °C.' });
  return answer({ content: '', tool_calls: [{ id: 'c', function: { name: 'weather', arguments: { city: 'Graz' } } }] });
}

function answerTo(path: string, body: Record<string, unknown>): ExchangeResponse {
  const layer = { status: 'pulling a', digest: 'sha256:a', total: 100 };
  switch (path) {
    case '/api/chat':
      return chat(body);
    case '/api/generate':
      return { body: { response: 'return a + b', done: true } };
    case '/api/embed':
      return { body: { embeddings: [[1], [2]] } };
    case '/api/pull':
      return lines(
        { status: 'pulling manifest' },
        { ...layer, completed: 40 },
        { ...layer, completed: 100 },
        { status: 'success' },
      );
    case '/api/show':
      return { body: { details: { context_length: 40_960 }, capabilities: ['completion', 'tools', 'thinking'] } };
    case '/api/tags':
      return { body: { models: [{ name: 'qwen3:8b' }] } };
    case '/api/ps':
      return { body: { models: [{ name: 'qwen3:8b', size_vram: 5000 }] } };
    case '/api/version':
      return { body: { version: '0.14.0' } };
    default:
      return {};
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({
    answer: ({ path, ...request }) => answerTo(path, request.body.length > 0 ? bodyOf(request) : {}),
  });
  const there = (options: object) => ollama({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-ollama': { ollama: there } })).toEqual(
    example.printed,
  );
});

/** Forms and empty bodies say nothing here. */
function bodyOf(request: { text(): string }): Record<string, unknown> {
  try {
    return JSON.parse(request.text()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
