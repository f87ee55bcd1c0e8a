// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import {
  type ExchangeResponse,
  type ReceivedRequest,
  readmeExamples,
  replayServer,
  runReadmeExample,
  samplePicture,
} from '@kit/testing';
import { anthropicAnswer } from '@kit/testing/anthropic-wire';
import { expect, it } from 'vitest';
import { geminiAnswer } from '../tests/conformance/gemini.ts';
import { type VertexOptions, vertex } from './index.ts';

const { reply, stream } = geminiAnswer([{ text: 'Because.' }], 'STOP');
const models = '/publishers/google/models';
const operation = 'projects/p/locations/l/publishers/google/models/veo-3.1/operations/abc';
const answers: Readonly<Record<string, ExchangeResponse>> = {
  [`${models}/gemini-3.8-flash:generateContent`]: reply,
  [`${models}/gemini-3.8-flash:streamGenerateContent`]: stream,
  [`${models}/gemini-3.8-flash:countTokens`]: { body: { totalTokens: 7 } },
  '/publishers/anthropic/models/claude-haiku-4-5:rawPredict': anthropicAnswer({ text: 'Rayleigh.' }, 'end_turn').reply,
  [`${models}/text-embedding-005:predict`]: {
    body: { predictions: [{ embeddings: { values: [0.5] } }, { embeddings: { values: [0.25] } }] },
  },
  '/rankingConfigs/default_ranking_config:rank': { body: { records: [{ id: '1', score: 0.9 }] } },
  [`${models}/imagen-4.0-generate-001:predict`]: {
    body: { predictions: [{ bytesBase64Encoded: samplePicture, mimeType: 'image/png' }] },
  },
  [`${models}/veo-3.1:predictLongRunning`]: { body: { name: operation } },
  '/publishers/mistralai/models/codestral-2501:rawPredict': {
    body: { choices: [{ index: 0, text: 'x):', finish_reason: 'stop' }] },
  },
  [models]: { body: { publisherModels: [{ name: 'publishers/google/models/gemini-3.8-flash' }] } },
};
const answer = ({ path }: ReceivedRequest): ExchangeResponse => answers[path] ?? { status: 404 };

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: VertexOptions) => vertex({ accessToken: 'test-token', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-vertex': { vertex: there } })).toEqual(
    example.printed,
  );
});
