// Runs the examples of the README, each by itself, against a server that answers each operation, and compares what they print.
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
import { eventStream, message } from '../tests/event-messages.ts';
import { answer, credentials } from '../tests/served.ts';
import { type BedrockOptions, bedrock } from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const delta = (contentBlockIndex: number, what: object) =>
  message('contentBlockDelta', { contentBlockIndex, delta: what });

function answerTo({ path, text }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/converse-stream')) {
    return eventStream(
      message('messageStart', { role: 'assistant' }),
      delta(0, { reasoningContent: { text: 'Let me see.' } }),
      delta(0, { reasoningContent: { signature: 'c2ln' } }),
      delta(1, { text: 'It is so.' }),
      message('messageStop', { stopReason: 'end_turn' }),
      message('metadata', { usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } }),
    );
  }
  if (path.endsWith('/count-tokens')) return { body: { inputTokens: 8 } };
  if (path.includes('titan-embed')) return { body: { embedding: [1, 2], inputTextTokenCount: 1 } };
  if (path.includes('canvas')) return { body: { images: ['AQID'] } };
  if (path === '/rerank') return { body: { results: [{ index: 1, relevanceScore: 0.9 }] } };
  if (path === '/foundation-models') return { body: { modelSummaries: [{ modelId: 'amazon.nova-pro-v1:0' }] } };
  if (path === '/inference-profiles') return { body: { inferenceProfileSummaries: [] } };
  const invocationArn = 'arn:aws:bedrock:us-east-1:123456789012:async-invoke/abc';
  if (path === '/async-invoke') return { body: { invocationArn } };
  if (path.startsWith('/async-invoke/')) {
    const s3OutputDataConfig = { s3Uri: 's3://my-bucket/videos/abc' };
    return { body: { invocationArn, status: 'Completed', outputDataConfig: { s3OutputDataConfig } } };
  }
  if (path.endsWith('/apply')) {
    const filters = [{ type: 'VIOLENCE', action: 'BLOCKED' }];
    return { body: { action: 'GUARDRAIL_INTERVENED', assessments: [{ contentPolicy: { filters } }] } };
  }
  const asked = text();
  if (asked.includes('toolResult')) return answer([{ text: '21 °C.' }]);
  if (asked.includes('toolSpec')) {
    const toolUse = { toolUseId: 't1', name: 'weather', input: { city: 'Graz' } };
    return answer([{ toolUse }], { stopReason: 'tool_use' });
  }
  if (asked.includes('guardrailConfig'))
    return answer([{ citationsContent: { content: [{ text: 'Twenty.' }], citations: [{ title: 'policy' }] } }]);
  return answer([{ text: 'Because of Rayleigh.' }]);
}

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer: answerTo });
  const there = (options: BedrockOptions) => bedrock({ ...options, credentials, baseURL: server.url });
  const modules = { '@kit/core': core, '@kit/provider-bedrock': { bedrock: there } };
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
