// Groq as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { GroqOperation } from '../../src/index.ts';

const model = 'openai/gpt-oss-120b';
const { logprobs: _, ...chats } = openaiChats({ model, maxTokens: 'max_completion_tokens' });
const { transcribe, speech, models, health, files, batch } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<GroqOperation> = {
  chats: [
    ...Object.values(chats),
    openaiThoughts({ model, field: 'reasoning', sent: { reasoning_effort: 'high' }, echoed: true }),
  ],
  operations: {
    transcribe,
    // Nothing is streamed by the vendor: the transcript comes in one part.
    transcribeStream: transcribe,
    speech,
    speechStream: speech,
    models,
    health,
    files,
    batch,
  },
  errors: [
    ...openaiFailures,
    {
      name: '400 of a call that no tool fits',
      reply: openaiFailure(400, "Failed to call a function. See 'failed_generation'.", {
        code: 'tool_use_failed',
        failed_generation: '<function=clock>',
      }),
      code: 'invalid-request',
      retry: 'same',
    },
    {
      name: '400 of a model that is switched off',
      reply: openaiFailure(400, 'The model `x` has been decommissioned.', { code: 'model_decommissioned' }),
      code: 'not-found',
    },
    {
      name: '413 of a request beyond the tokens of a minute',
      reply: openaiFailure(413, 'Request too large for model.', { type: 'tokens', code: 'rate_limit_exceeded' }),
      code: 'invalid-request',
      retry: 'never',
    },
    {
      name: '498 of the flex tier',
      reply: openaiFailure(498, 'Over capacity.', { code: 'capacity_exceeded' }),
      code: 'overloaded',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'logprobs', operation: 'stream', request: asking({ logprobs: 2 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'output', operation: 'chat', request: asking({ tools: [sampleTool], output: { type: 'json' } }) },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/openai/v1',
};
