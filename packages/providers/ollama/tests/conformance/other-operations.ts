// Every operation of Ollama's beside chat.
import { type ConformanceManifest, jsonLinesReply } from '@kit/testing';
import type { OllamaOperation } from '../../src/index.ts';
import { model } from './wire.ts';

const vectors = [
  [0.5, -1],
  [0.25, 0.75],
];
const details = { format: 'gguf', family: 'qwen3', parameter_size: '8B', quantization_level: 'Q4_K_M' };
const layer = { status: 'pulling aaa', digest: 'sha256:aaa', total: 100 };

export const otherOperations: ConformanceManifest<OllamaOperation>['operations'] = {
  complete: [
    {
      name: 'the middle of a text',
      request: { model, prompt: 'def f(', suffix: ')', maxTokens: 5 },
      sent: { model, prompt: 'def f(', suffix: ')', stream: false, options: { num_predict: 5 } },
      reply: {
        body: {
          model,
          response: 'x',
          done: true,
          done_reason: 'stop',
          prompt_eval_count: 3,
          eval_count: 1,
        },
      },
      result: { text: 'x', finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 1 } },
    },
  ],
  embed: [
    {
      name: 'two texts',
      request: { model: 'embeddinggemma', input: ['one', 'two'], dimensions: 2 },
      sent: { model: 'embeddinggemma', input: ['one', 'two'], dimensions: 2 },
      reply: { body: { model: 'embeddinggemma', embeddings: vectors, total_duration: 1, prompt_eval_count: 2 } },
      result: { embeddings: vectors, usage: { inputTokens: 2 } },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { model: 'gemma4', audio: new Uint8Array([82, 73, 70, 70]), mediaType: 'audio/wav' },
      reply: { body: { text: 'Hello there.' } },
      result: { text: 'Hello there.' },
    },
  ],
  models: [
    {
      name: 'those that are there',
      request: {},
      reply: {
        body: { models: [{ name: model, model, modified_at: '2026-11-01T00:00:00Z', size: 5, digest: 'a', details }] },
      },
      result: { models: [{ id: model, provider: 'ollama', family: 'qwen3' }] },
    },
  ],
  health: [
    {
      name: 'the version',
      request: {},
      reply: { body: { version: '0.14.0' } },
      result: { status: 'ok', detail: 'version 0.14.0' },
    },
  ],
  pull: [
    {
      name: 'a model of two layers',
      request: { model },
      sent: { model, stream: true },
      reply: jsonLinesReply(
        { status: 'pulling manifest' },
        layer,
        { ...layer, completed: 40 },
        { ...layer, completed: 100 },
        { status: 'pulling bbb', digest: 'sha256:bbb', total: 5, completed: 5 },
        { status: 'verifying sha256 digest' },
        { status: 'writing manifest' },
        { status: 'success' },
      ),
      result: {
        model,
        bytes: 105,
        layers: [
          { digest: 'sha256:aaa', bytes: 100 },
          { digest: 'sha256:bbb', bytes: 5 },
        ],
      },
    },
  ],
  show: [
    {
      name: 'what a model can do',
      request: { model },
      sent: { model },
      reply: {
        body: {
          details,
          model_info: { 'general.architecture': 'qwen3', 'qwen3.context_length': 40_960 },
          capabilities: ['completion', 'tools', 'thinking'],
          license: 'Apache-2.0',
        },
      },
      result: {
        model: { id: model, contextWindow: 40_960, capabilities: ['completion', 'tools', 'reasoning'] },
        license: 'Apache-2.0',
      },
    },
  ],
  // The server answers nothing.
  delete: [{ name: 'a model', request: { model }, sent: { model }, reply: {}, result: { model, deleted: true } }],
  ps: [
    {
      name: 'what is loaded',
      request: {},
      reply: { body: { models: [{ name: model, model, size: 6_000, size_vram: 5_000, context_length: 4_096 }] } },
      result: { models: [{ id: model, bytes: 6_000, vramBytes: 5_000, contextWindow: 4_096 }] },
    },
  ],
};
