// chat, stream and countTokens over the vendor's own wire: translated from and to chat completions.
import {
  type ChatRequest,
  KitError,
  type OperationDeclaration,
  type StreamTransformer,
  type Transformer,
} from '@kit/core';
import { compatibleChat } from '@kit/transformer-openai';
import { translatedChat } from '@kit/transformer-openai/chat';
import { arrayOf, numberOf, recordOf } from '@kit/wire';
import { isFirstVersion, nativeRules } from '../capabilities.ts';
import { completionOf, eventReader } from './decode.ts';
import { nativeRequest } from './encode.ts';

const { transformer, streamTransformer } = translatedChat(
  {
    ...compatibleChat,
    wire: 'clova',
    fields: {
      ...compatibleChat.fields,
      maxTokens: 'maxTokens',
      topP: 'topP',
      topK: 'topK',
      // Another scale: `repetitionPenalty` is the vendor's own field.
      frequencyPenalty: false,
      presencePenalty: false,
      n: false,
      logprobs: false,
      topLogprobs: false,
      parallelToolCalls: false,
      user: false,
    },
    names: false,
    systemPlace: 'first',
    plainText: true,
    emptyContent: 'empty',
    imageDetail: false,
    audio: false,
    toolChoices: ['auto', 'none', 'named'],
    jsonMode: false,
    outputWithTools: false,
    streamUsage: false,
    finishReasons: { end_token: 'stop', stop_before: 'stop' },
    metaFields: ['seed', 'aiFilter'],
    rules: nativeRules,
  },
  { request: nativeRequest, reply: completionOf, events: eventReader },
);

/** A name of a model, or a tuned one: `tasks/<id>`. */
function pathOf({ model = '' }: Pick<ChatRequest, 'model'>): string {
  const version = isFirstVersion(model) ? 'v1' : 'v3';
  const task = /^tasks\/(.+)$/.exec(model)?.[1];
  if (task !== undefined) return `/${version}/tasks/${encodeURIComponent(task)}/chat-completions`;
  return `/${version}/chat-completions/${encodeURIComponent(model)}`;
}

const counting: Transformer<'countTokens', undefined> = {
  encode(request, context) {
    const { wire, warnings } = transformer.encode(request, context);
    const { messages } = recordOf(wire.body?.type === 'json' ? wire.body.value : undefined) ?? {};
    const tools = request.tools?.length ? [{ feature: 'tools', detail: 'Functions are not counted; left out.' }] : [];
    return {
      wire: { headers: wire.headers, body: { type: 'json', value: { messages } as never } },
      warnings: [...warnings.filter(({ feature }) => feature.startsWith('messages')), ...tools],
      state: undefined,
    };
  },
  decode(reply, _, { provider }) {
    const counts = arrayOf(recordOf(recordOf(reply.json())?.result)?.messages).map((row) =>
      numberOf(recordOf(row)?.count),
    );
    if (counts.length === 0 || counts.includes(undefined))
      throw new KitError('invalid-response', 'The reply holds no counts of tokens.', { provider });
    return { inputTokens: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) };
  },
};

export const nativeOperations: {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
  readonly countTokens: OperationDeclaration<'countTokens'>;
} = {
  chat: { endpoint: { path: pathOf }, transformer: transformer as Transformer<'chat'> },
  stream: { endpoint: { path: pathOf }, streamTransformer: streamTransformer as StreamTransformer<'stream'> },
  countTokens: {
    endpoint: { path: ({ model = '' }) => `/v3/api-tools/chat-tokenize/${encodeURIComponent(model)}` },
    transformer: counting as Transformer<'countTokens'>,
  },
};
