// A provider before a server that answers what a test has written.
import { isKitError, type KitError, type Pipeline, pipeline } from '@kit/core';
import {
  type ExchangeResponse,
  type FaultPlan,
  type ReceivedRequest,
  type ReplayServer,
  replayServer,
} from '@kit/testing';
import { onTestFinished } from 'vitest';
import { type BedrockOperationName, type BedrockOptions, bedrock } from '../src/index.ts';

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'canary/wJalrXUtnFEMI/K7MDENG' };
export const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

export interface Served {
  readonly ai: Pipeline<BedrockOperationName>;
  readonly server: ReplayServer;
  /** A request, and its body as JSON. */
  sent(at?: number): ReceivedRequest;
  body(at?: number): Record<string, unknown>;
}

type Answers = readonly ExchangeResponse[] | ((request: ReceivedRequest) => ExchangeResponse);

export async function served(answers: Answers, options: BedrockOptions = {}, faults?: FaultPlan): Promise<Served> {
  const replies = typeof answers === 'function' ? { answer: answers } : { exchanges: answers };
  const server = await replayServer({ ...replies, ...(faults && { faults }) });
  const ai = pipeline(
    bedrock({
      baseURL: server.url,
      region: 'us-east-1',
      model: claude,
      ...(options.apiKey === undefined && { credentials }),
      ...options,
    }),
  );
  onTestFinished(async () => {
    await ai.close();
    await server.close();
  });
  const sent = (at = 0) => server.requests[at] as ReceivedRequest;
  return { ai, server, sent, body: (at = 0) => sent(at).json() as Record<string, unknown> };
}

/** A complete answer of Converse. */
export const answer = (content: readonly object[], more: object = {}): ExchangeResponse => ({
  body: {
    output: { message: { role: 'assistant', content } },
    stopReason: 'end_turn',
    usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
    metrics: { latencyMs: 7 },
    ...more,
  },
});

export const failed = (status: number, type: string, message: string, more: object = {}): ExchangeResponse => ({
  status,
  headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
  body: { message, ...more },
});

export async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!isKitError(error)) throw error;
  return error;
}
