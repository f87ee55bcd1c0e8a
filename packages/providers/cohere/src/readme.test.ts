// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, readmeExamples, replayServer, runReadmeExample } from '@kit/testing';
import { expect, it } from 'vitest';
import { cohere } from './index.ts';

const answer = (message: object, finish = 'COMPLETE'): ExchangeResponse => ({
  body: {
    id: 'r',
    message: { role: 'assistant', ...message },
    finish_reason: finish,
    usage: { tokens: { input_tokens: 508, output_tokens: 10 } },
  },
});
const text = (words: string) => answer({ content: [{ type: 'text', text: words }] });

function chat({ stream, tools, messages, documents }: Record<string, unknown>): ExchangeResponse {
  if (stream) {
    const events = [
      { type: 'message-start', id: 'r', delta: { message: {} } },
      { type: 'content-delta', index: 0, delta: { message: { content: { thinking: 'Let me see.' } } } },
      { type: 'content-delta', index: 1, delta: { message: { content: { text: 'It is so.' } } } },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE' } },
    ];
    const lines = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    return { headers: { 'content-type': 'text/event-stream' }, text: lines };
  }
  if (documents) {
    const sources = [{ type: 'document', id: 'facts', document: {} }];
    const citations = [{ start: 20, end: 38, text: 'Yukihiro Matsumoto', sources }];
    return answer({ content: [{ type: 'text', text: 'Ruby was created by Yukihiro Matsumoto.' }], citations });
  }
  if (!tools) return text('Because of Rayleigh.');
  if ((messages as unknown[]).length > 1) return text('21 °C.');
  const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Graz"}' } };
  return answer({ tool_plan: 'I will look it up.', tool_calls: [call] }, 'TOOL_CALL');
}

function answerTo(path: string, body: Record<string, unknown>): ExchangeResponse {
  switch (path) {
    case '/v2/chat':
      return chat(body);
    case '/v2/embed':
      return { body: { embeddings: { float: [[1], [2]] } } };
    case '/v2/rerank':
      return { body: { results: [{ index: 1, relevance_score: 0.9 }] } };
    case '/v1/tokenize':
      return { body: { tokens: [9707, 11, 1879, 0] } };
    case '/v2/audio/transcriptions':
      return { body: { text: 'Hello.' } };
    case '/v2/parse':
      return { body: { pages: [{ index: 0, markdown: { content: '# A page' } }] } };
    case '/v1/models':
      return { body: { models: [{ name: 'command-a-03-2025', endpoints: ['chat'] }] } };
    default:
      return { body: { valid: true } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({
    answer: ({ path, ...request }) => answerTo(path, request.body.length > 0 ? bodyOf(request) : {}),
  });
  const there = (options: object) => cohere({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-cohere': { cohere: there } })).toEqual(
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
