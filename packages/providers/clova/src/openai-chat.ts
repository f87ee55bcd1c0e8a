// chat and stream over OpenAI's wire, where thoughts have a name of their own.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';
import { compatibleChat } from '@kit/transformer-openai';
import { translatedChat } from '@kit/transformer-openai/chat';
import { arrayOf, isRecord, type JsonRecord, recordOf } from '@kit/wire';
import { openaiRules } from './capabilities.ts';

const { transformer, streamTransformer } = translatedChat(
  {
    ...compatibleChat,
    wire: 'clova-openai',
    fields: {
      ...compatibleChat.fields,
      topK: 'top_k',
      n: false,
      logprobs: false,
      topLogprobs: false,
      user: false,
      parallelToolCalls: false,
    },
    names: false,
    systemPlace: 'first',
    // A null is refused.
    emptyContent: 'empty',
    audio: false,
    strictOutput: false,
    rules: openaiRules,
  },
  {
    request: (body) => ({ body: { type: 'json', value: body } }),
    reply: withReasoning,
    events: () => withReasoning,
  },
);

/** `thinking_content` is `reasoning_content` elsewhere. */
function withReasoning(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body.choices)) return body;
  const renamed = (message: JsonRecord | undefined) =>
    message && { ...message, reasoning_content: message.thinking_content ?? message.reasoning_content };
  return {
    ...body,
    choices: arrayOf(body.choices).map((choice) => {
      const { message, delta, ...rest } = recordOf(choice) ?? {};
      return {
        ...rest,
        ...(isRecord(message) && { message: renamed(message) }),
        ...(isRecord(delta) && { delta: renamed(delta) }),
      };
    }),
  };
}

const endpoint = { path: '/v1/openai/chat/completions' };

export const openaiChat: {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
} = {
  chat: { endpoint, transformer: transformer as Transformer<'chat'> },
  stream: { endpoint, streamTransformer: streamTransformer as StreamTransformer<'stream'> },
};
