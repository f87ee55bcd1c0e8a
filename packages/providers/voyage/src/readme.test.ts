// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, readmeExamples, replayServer, runReadmeExample } from '@kit/testing';
import { expect, it } from 'vitest';
import { voyage } from './index.ts';

function answerTo(path: string, body: Record<string, unknown>): ExchangeResponse {
  const rows = (vectors: readonly unknown[]) => vectors.map((embedding, index) => ({ embedding, index }));
  const nested = (documents: readonly (readonly string[])[]) =>
    documents.map((chunks, index) => ({ index, data: rows(chunks.map(() => [1, 2])) }));
  switch (path) {
    case '/embeddings':
      return { body: { data: rows((body.input as unknown[]).map(() => [1, 2])), usage: { total_tokens: 12 } } };
    case '/contextualizedembeddings':
      return { body: { data: nested(body.inputs as string[][]), usage: { total_tokens: 20 } } };
    case '/multimodalembeddings':
      return { body: { data: rows([[1, 2]]), usage: { total_tokens: 600 } } };
    default:
      return { body: { data: [{ index: 1, relevance_score: 0.9 }], usage: { total_tokens: 9 } } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({
    answer: ({ path, ...request }) => answerTo(path, request.body.length > 0 ? bodyOf(request) : {}),
  });
  const there = (options: object) => voyage({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-voyage': { voyage: there } })).toEqual(
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
