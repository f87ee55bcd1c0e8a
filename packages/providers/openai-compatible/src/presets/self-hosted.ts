// Servers that one runs oneself: no key unless one was set, time to load a model, no price.
import type { Deadlines } from '@kit/core';
import { llamaCppTokens, tgiTokens, vllmTokens } from '../count-tokens.ts';
import { vllmReasoning } from '../reasoning.ts';
import { lmStudioModel } from '../vendors/lm-studio.ts';
import { tgiDialect } from '../vendors/tgi.ts';
import { preset } from './preset.ts';

/** Models are loaded with the first request, and on slow machines prompts take their time. */
const patient: Deadlines = { headers: 1_800_000, firstPart: 900_000, idle: 600_000 };

const topK = { topK: 'top_k' } as const;

export const vllm = preset({
  name: 'vLLM',
  baseURL: 'http://localhost:8000/v1',
  operations: [
    'chat',
    'stream',
    'complete',
    'embed',
    'rerank',
    'transcribe',
    'transcribeStream',
    'countTokens',
    'models',
    'health',
  ],
  apis: ['responses', 'messages'],
  keys: ['VLLM_API_KEY', 'HOSTED_VLLM_API_KEY'],
  baseURLs: ['VLLM_BASE_URL', 'HOSTED_VLLM_API_BASE'],
  // `reasoning` since late 2025, in messages, deltas and replayed messages; older versions' `reasoning_content` is read too.
  dialect: {
    chat: {
      fields: topK,
      videos: true,
      reasoningRequest: vllmReasoning,
      reasoningBudget: true,
      reasoningReplay: 'reasoning',
    },
  },
  countTokens: vllmTokens,
  health: '/health',
  deadlines: patient,
});

export const sglang = preset({
  name: 'SGLang',
  baseURL: 'http://localhost:30000/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'rerank', 'models', 'health'],
  keys: ['SGLANG_API_KEY'],
  baseURLs: ['SGLANG_BASE_URL'],
  dialect: {
    chat: {
      fields: topK,
      videos: true,
      reasoningRequest: 'chat_template_kwargs',
      reasoningReplay: 'reasoning_content',
    },
  },
  health: '/health',
  deadlines: patient,
});

export const tgi = preset({
  name: 'Text Generation Inference',
  baseURL: 'http://localhost:8080/v1',
  operations: ['chat', 'stream', 'complete', 'countTokens', 'models', 'health'],
  keys: ['TGI_API_KEY', 'HF_TOKEN'],
  baseURLs: ['TGI_BASE_URL'],
  dialect: tgiDialect,
  countTokens: tgiTokens,
  modelOptional: true,
  health: '/health',
  deadlines: patient,
  deprecated: 'in maintenance mode since 2026-01: its authors point to vLLM, SGLang and llama.cpp',
});

export const lmstudio = preset({
  name: 'LM Studio',
  baseURL: 'http://127.0.0.1:1234/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'models', 'health'],
  apis: ['responses', 'messages'],
  keys: ['LMSTUDIO_API_KEY', 'LM_API_TOKEN'],
  baseURLs: ['LMSTUDIO_BASE_URL'],
  // `json_object` is refused: "must be json_schema or text".
  dialect: { chat: { fields: topK, jsonMode: 'schema' }, models: { row: lmStudioModel } },
  deadlines: patient,
  catalogue: () => import('../catalogues/lmstudio.ts').then(({ catalogue }) => catalogue),
});

export const llamacpp = preset({
  name: 'llama.cpp',
  baseURL: 'http://localhost:8080/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'rerank', 'countTokens', 'models', 'health'],
  apis: ['messages'],
  keys: ['LLAMACPP_API_KEY'],
  baseURLs: ['LLAMACPP_BASE_URL'],
  dialect: { chat: { fields: topK, reasoningRequest: 'chat_template_kwargs', reasoningReplay: 'reasoning_content' } },
  countTokens: llamaCppTokens,
  modelOptional: true,
  health: '/health',
  deadlines: patient,
});

export const llamafile = preset({
  name: 'llamafile',
  baseURL: 'http://127.0.0.1:8080/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'countTokens', 'models', 'health'],
  keys: ['LLAMAFILE_API_KEY'],
  baseURLs: ['LLAMAFILE_BASE_URL'],
  dialect: {
    chat: {
      fields: topK,
      images: 'data',
      reasoningRequest: 'chat_template_kwargs',
      reasoningReplay: 'reasoning_content',
    },
  },
  countTokens: llamaCppTokens,
  modelOptional: true,
  health: '/health',
  deadlines: patient,
});

export const localai = preset({
  name: 'LocalAI',
  baseURL: 'http://localhost:8080/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'rerank', 'image', 'speech', 'transcribe', 'models', 'health'],
  keys: ['LOCALAI_API_KEY'],
  baseURLs: ['LOCALAI_BASE_URL'],
  dialect: { chat: { fields: topK } },
  deadlines: patient,
});

export const ollama = preset({
  name: 'Ollama',
  baseURL: 'http://localhost:11434/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'models', 'health'],
  apis: ['responses', 'messages'],
  dialect: { chat: { images: 'data', reasoningReplay: 'reasoning' } },
  deadlines: patient,
});

export const litellm = preset({
  name: 'LiteLLM proxy',
  baseURL: 'http://localhost:4000/v1',
  operations: [
    'chat',
    'stream',
    'complete',
    'embed',
    'rerank',
    'image',
    'speech',
    'transcribe',
    'moderate',
    'models',
    'health',
  ],
  apis: ['responses', 'messages'],
  keys: ['LITELLM_API_KEY', 'LITELLM_PROXY_API_KEY'],
  baseURLs: ['LITELLM_BASE_URL', 'LITELLM_PROXY_API_BASE'],
  dialect: { chat: { files: 'inline-or-url', cacheMarks: 'cache_control' } },
  health: '/health/liveliness',
});
