// Vendors that serve models over the OpenAI wire.
import { friendliTokens } from '../count-tokens.ts';
import { friendliReasoning, novitaReasoning, nvidiaReasoning } from '../reasoning.ts';
import { hyperbolicOperations } from '../vendors/hyperbolic.ts';
import { followingModal, modalAuth } from '../vendors/modal.ts';
import { nvidiaEmbed, nvidiaRerank } from '../vendors/nvidia.ts';
import { nvidiaRequestIds, queuedChat, withNvidiaQueue } from '../vendors/nvidia-queue.ts';
import { preset } from './preset.ts';

const topK = { topK: 'top_k' } as const;

export const nvidia = preset({
  name: 'NVIDIA NIM',
  baseURL: 'https://integrate.api.nvidia.com/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'rerank', 'models', 'health'],
  keys: ['NVIDIA_API_KEY', 'NVIDIA_NIM_API_KEY'],
  keyRequired: true,
  // Many of its models refuse what they do not know.
  dialect: {
    chat: {
      fields: { user: false, parallelToolCalls: false },
      reasoningRequest: nvidiaReasoning,
      reasoningReplay: false,
    },
    embed: nvidiaEmbed,
  },
  elsewhere: { rerank: 'https://ai.api.nvidia.com/v1' },
  declared: ({ chat }) => ({ chat: queuedChat(chat), rerank: nvidiaRerank }),
  around: withNvidiaQueue,
  requestIdHeaders: nvidiaRequestIds,
  catalogue: () => import('../catalogues/nvidia.ts').then(({ catalogue }) => catalogue),
});

export const hyperbolic = preset({
  name: 'Hyperbolic',
  baseURL: 'https://api.hyperbolic.xyz/v1',
  operations: ['chat', 'stream', 'complete', 'image', 'speech', 'models', 'health'],
  keys: ['HYPERBOLIC_API_KEY'],
  keyRequired: true,
  dialect: { chat: { fields: topK } },
  declared: () => hyperbolicOperations,
  catalogue: () => import('../catalogues/hyperbolic.ts').then(({ catalogue }) => catalogue),
});

export const novita = preset({
  name: 'Novita AI',
  baseURL: 'https://api.novita.ai/openai',
  operations: ['chat', 'stream', 'complete', 'embed', 'rerank', 'models', 'health'],
  apis: ['messages'],
  keys: ['NOVITA_API_KEY'],
  keyRequired: true,
  dialect: { chat: { fields: topK, reasoningRequest: novitaReasoning, reasoningReplay: 'reasoning_details' } },
  elsewhere: { messages: 'https://api.novita.ai/anthropic/v1' },
  catalogue: () => import('../catalogues/novita.ts').then(({ catalogue }) => catalogue),
});

export const nebius = preset({
  name: 'Nebius Token Factory',
  baseURL: 'https://api.tokenfactory.nebius.com/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'image', 'models', 'health'],
  keys: ['NEBIUS_API_KEY'],
  keyRequired: true,
  dialect: {
    chat: { fields: topK, reasoningReplay: 'reasoning_content' },
    image: { extra: { response_format: 'b64_json' } },
  },
  catalogue: () => import('../catalogues/nebius.ts').then(({ catalogue }) => catalogue),
});

/** The wire of all Friendli products: `response_format: { type: 'json_object', schema }`, thoughts parsed on request. */
const friendliChat = {
  fields: topK,
  jsonSchema: 'json_object',
  reasoningRequest: friendliReasoning,
  reasoningReplay: 'reasoning_content',
} as const;

export const friendli = preset({
  name: 'FriendliAI',
  baseURL: 'https://api.friendli.ai/serverless/v1',
  operations: ['chat', 'stream', 'complete', 'transcribe', 'countTokens', 'models', 'health'],
  keys: ['FRIENDLI_TOKEN'],
  keyRequired: true,
  dialect: { chat: friendliChat },
  countTokens: friendliTokens,
  catalogue: () => import('../catalogues/friendli.ts').then(({ catalogue }) => catalogue),
});

/** Serverless models with tools that Friendli runs: `{ type: 'hosted', name: 'web:search' }`. */
export const friendliTools = preset({
  name: 'FriendliAI tools',
  baseURL: 'https://api.friendli.ai/serverless/tools/v1',
  operations: ['chat', 'stream'],
  keys: ['FRIENDLI_TOKEN'],
  keyRequired: true,
  dialect: { chat: friendliChat },
});

/** Endpoints of one's own: the model's name is the endpoint's id. */
export const friendliDedicated = preset({
  name: 'FriendliAI dedicated',
  baseURL: 'https://api.friendli.ai/dedicated/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'image', 'transcribe', 'countTokens'],
  keys: ['FRIENDLI_TOKEN'],
  keyRequired: true,
  dialect: { chat: friendliChat },
  countTokens: friendliTokens,
});

export const lambda = preset({
  name: 'Lambda Inference',
  baseURL: 'https://api.lambda.ai/v1',
  operations: ['chat', 'stream', 'complete', 'models', 'health'],
  keys: ['LAMBDA_API_KEY'],
  keyRequired: true,
  catalogue: () => import('../catalogues/lambda.ts').then(({ catalogue }) => catalogue),
  deprecated: 'its inference API was switched off in 2025',
});

export const lepton = preset({
  name: 'DGX Cloud Lepton',
  baseURLExample: 'https://<endpoint>.example.lepton.run/api/v1',
  operations: ['chat', 'stream', 'complete', 'models', 'health'],
  keys: ['LEPTON_API_KEY', 'LEPTONAI_API_KEY'],
  keyRequired: true,
  deprecated: "its serverless models are closed since NVIDIA bought it in 2025; only endpoints of one's own are left",
});

export const modal = preset({
  name: 'Modal',
  baseURLExample: 'https://<workspace>--<app>-<function>.modal.run/v1',
  operations: ['chat', 'stream', 'complete', 'embed', 'models', 'health'],
  keys: ['MODAL_API_KEY'],
  dialect: { chat: { fields: topK } },
  auth: modalAuth,
  transport: followingModal,
  // Containers that are scaled to zero need minutes to start.
  deadlines: { headers: 1_800_000, firstPart: 1_800_000 },
});

export const anyscale = preset({
  name: 'Anyscale service',
  baseURLExample: 'https://<service>.<id>.s.anyscaleuserdata.com/v1',
  operations: ['chat', 'stream', 'embed', 'models', 'health'],
  keys: ['ANYSCALE_API_KEY'],
  keyRequired: true,
  dialect: { chat: { fields: topK } },
});
