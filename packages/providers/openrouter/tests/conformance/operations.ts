// OpenRouter's other operations, as its reference writes them.
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import { openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { OpenrouterOperation } from '../../src/index.ts';

const { embed, rerank, speech, transcribe, files } = openaiOperationExchanges;
const looked = { method: 'GET', url: '/videos/vid-1' };
const done = { id: 'vid-1', status: 'completed', unsigned_urls: ['https://cdn.openrouter.ai/a.mp4'] };
const key = { label: 'sk-or-…', limit: 10, limit_remaining: 7.5, usage: 2.5, is_free_tier: false };
const row = {
  id: 'anthropic/claude-opus-5',
  name: 'Anthropic: Claude Opus 5',
  created: 1_794_960_000,
  context_length: 1_000_000,
  architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
  pricing: { prompt: '0.000005', completion: '0.000025', input_cache_read: '0.0000005', image: '0', request: '0' },
  top_provider: { context_length: 1_000_000, max_completion_tokens: 128_000, is_moderated: true },
  supported_parameters: ['tools', 'reasoning', 'temperature'],
};

export const operations: ConformanceManifest<OpenrouterOperation>['operations'] = {
  embed,
  rerank,
  image: [
    {
      name: 'a picture',
      request: { model: 'openai/gpt-image-2', prompt: 'A fox', aspectRatio: '1:1', format: 'webp' },
      sent: { model: 'openai/gpt-image-2', prompt: 'A fox', aspect_ratio: '1:1', output_format: 'webp' },
      reply: {
        body: { created: 1, data: [{ b64_json: samplePicture, media_type: 'image/png' }], usage: { cost: 0.04 } },
      },
      result: {
        images: [{ data: samplePicture, mediaType: 'image/png' }],
        cost: { amount: 0.04, currency: 'USD', source: 'vendor', includesLostAttempts: false },
      },
    },
  ],
  video: [
    {
      name: 'one that is ready in the end',
      request: { model: 'google/veo-4', prompt: 'A fox', durationSeconds: 5, aspectRatio: '16:9' },
      sent: { model: 'google/veo-4', prompt: 'A fox', duration: 5, aspect_ratio: '16:9' },
      reply: [
        { request: { url: '/videos' }, response: { status: 202, body: { id: 'vid-1', status: 'pending' } } },
        { request: looked, response: { body: { id: 'vid-1', status: 'in_progress' } } },
        { request: looked, response: { body: done } },
        { request: looked, response: { body: done } },
      ],
      result: { id: 'vid-1' },
      settled: { videos: [{ url: 'https://cdn.openrouter.ai/a.mp4', mediaType: 'video/mp4' }] },
    },
  ],
  speech,
  // The sound is handed out as it comes.
  speechStream: speech,
  transcribe,
  // Nothing is streamed: the transcript comes in one part.
  transcribeStream: transcribe,
  models: [
    {
      name: 'all of them',
      request: {},
      reply: { body: { data: [row, { id: 'openrouter/auto', pricing: { prompt: '-1', completion: '-1' } }] } },
      result: {
        models: [
          {
            id: 'anthropic/claude-opus-5',
            provider: 'openrouter',
            name: 'Anthropic: Claude Opus 5',
            contextWindow: 1_000_000,
            released: '2026-11-18',
            maxOutput: 128_000,
            input: ['text', 'image'],
            output: ['text'],
            price: { input: 5, output: 25, cacheRead: 0.5 },
            capabilities: ['tools', 'reasoning'],
          },
          { id: 'openrouter/auto', provider: 'openrouter' },
        ],
      },
    },
  ],
  health: [{ name: 'the key', request: {}, reply: { body: { data: key } }, result: { status: 'ok' } }],
  files,
  openrouterCredits: [
    {
      name: 'of a key that may see the account',
      request: {},
      reply: [
        { request: { method: 'GET', url: '/key' }, response: { body: { data: key } } },
        {
          request: { method: 'GET', url: '/credits' },
          response: { body: { data: { total_credits: 100, total_usage: 40 } } },
        },
      ],
      result: {
        key: { label: 'sk-or-…', limit: 10, limitRemaining: 7.5, used: 2.5, isFreeTier: false, raw: key },
        account: { bought: 100, used: 40, left: 60 },
      },
    },
  ],
  openrouterGeneration: [
    {
      name: 'an answer of before',
      request: { id: 'gen-1' },
      reply: {
        body: {
          data: {
            id: 'gen-1',
            model: 'openai/gpt-6-luna',
            total_cost: 0.01,
            native_tokens_prompt: 10,
            native_tokens_completion: 5,
            native_tokens_reasoning: 2,
            finish_reason: 'stop',
          },
        },
      },
      result: {
        finishReason: 'stop',
        usage: { state: 'reported', inputTokens: 10, outputTokens: 5, outputDetails: { text: 3, reasoning: 2 } },
        cost: { amount: 0.01, currency: 'USD', source: 'vendor', includesLostAttempts: false },
      },
    },
  ],
};
