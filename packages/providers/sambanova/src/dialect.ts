// In what SambaNova differs from OpenAI.
import type { AudioPart, JsonObject } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { formatDataUrl } from '@kit/wire';
import { chatRules, responsesRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      topK: 'top_k',
      // "Not yet supported", as its documents say.
      seed: false,
      n: false,
      parallelToolCalls: false,
      user: false,
    },
    images: 'data',
    audio: false,
    audioPart,
    jsonInPrompt: true,
    reasoningReplay: 'reasoning',
    // The channel of gpt-oss that a message was written to.
    messageEcho: ['channel'],
    rules: chatRules,
  },
  responses: { fields: { user: false, parallelToolCalls: false }, images: 'data', rules: responsesRules },
  complete: { fields: { suffix: false, seed: false, n: false, user: false } },
  embed: { dimensions: false, encodingFormat: undefined, user: false },
  transcribe: { fileIdField: false, streams: false },
});

/** Recordings are data alone, in a part of SambaNova's own. */
function audioPart({ source }: AudioPart): JsonObject | undefined {
  if (!('data' in source)) return undefined;
  return { type: 'audio_content', audio_content: { content: formatDataUrl(source.mediaType, source.data) } };
}
