// The route that imitates OpenAI: chat completions, responses, embeddings, transcription.
import { compatibleChat, type OpenaiDialect, openaiOperations } from '@kit/transformer-openai';

const efforts = ['none', 'low', 'medium', 'high', 'max'];

/** What the imitation does not know: choices of tools, several answers, links to images. */
const dialect: OpenaiDialect = {
  chat: {
    ...compatibleChat,
    path: '/v1/chat/completions',
    fields: { ...compatibleChat.fields, user: false, n: false, parallelToolCalls: false, topK: false },
    images: 'data',
    imageDetail: false,
    audio: false,
    names: false,
    toolChoices: [],
    reasoningEfforts: efforts,
    reasoningReplay: 'reasoning',
    metaFields: ['system_fingerprint'],
  },
  responses: { path: '/v1/responses' },
  embed: { path: '/v1/embeddings' },
  transcribe: {
    path: '/v1/audio/transcriptions',
    translatePath: false,
    fields: { keywords: false, temperature: false },
    timestamps: [],
  },
};

export const overChat = openaiOperations(dialect, { operations: ['chat', 'stream', 'embed'] });
export const overResponses = openaiOperations(dialect, { operations: ['chat', 'stream'], api: 'responses' });
export const { transcribe } = openaiOperations(dialect, { operations: ['transcribe'] });
