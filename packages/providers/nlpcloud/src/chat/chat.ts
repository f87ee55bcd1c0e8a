// chat and stream: the chatbot, or the generation of text where the request says more than the chatbot takes.
import type {
  ChatResponse,
  CodecContext,
  JsonObject,
  OperationDeclaration,
  StreamTransformer,
  WireRequest,
} from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { compatibleChat } from '@kit/transformer-openai';
import { decodeChatBody, translatedChat } from '@kit/transformer-openai/chat';
import { type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { answerOf } from '../ask.ts';
import { usageOf } from '../complete.ts';
import { pathOf, type Settings } from '../options.ts';
import { chatInput } from './chat-input.ts';
import { TextStreamDecoder } from './stream-decoder.ts';

/** Requests are written in the vendor's words; what comes back is text, in whatever form. */
function translated(settings: Settings) {
  return translatedChat(
    {
      ...compatibleChat,
      wire: 'nlpcloud',
      fields: {
        ...compatibleChat.fields,
        topK: 'top_k',
        seed: false,
        presencePenalty: false,
        frequencyPenalty: false,
        n: false,
        logprobs: false,
        topLogprobs: false,
        user: false,
      },
      maxStops: 1,
      names: false,
      systemPlace: 'first',
      alternating: true,
      plainText: true,
      emptyContent: 'empty',
      images: false,
      audio: false,
      tools: false,
      jsonMode: false,
      jsonSchema: 'prompt',
      reasoningRequest: false,
      streamUsage: false,
    },
    {
      framing: 'bytes',
      request: (body, ask) => {
        const { endpoint, value } = chatInput(body, ask);
        const { stream, request } = ask;
        const place = { model: request.model, endpoint, gpu: true, ...(stream && { isQueued: false }) };
        return {
          path: pathOf(settings, place),
          body: { type: 'json', value: stream ? { ...value, stream: true } : value },
        };
      },
      reply: (body) => body,
      events: () => (event) => event,
    },
  );
}

export function chatOperation(settings: Settings): HandledOperation<'chat'> {
  const { transformer } = translated(settings);
  return {
    async handle(call, exchange) {
      const codec: CodecContext = exchange.codec(call);
      const { wire, warnings, state } = transformer.encode(call.request, codec);
      exchange.checked(call, warnings);
      const { reply, body } = await answerOf(call, exchange, wire, settings);
      const { model } = call.request;
      const decoded = decodeChatBody(completionOf(body, wire), state, codec, reply.headers);
      const usage = usageOf(body);
      const cost = await exchange.cost(usage, model);
      return {
        ...decoded,
        ...(usage && { usage }),
        ...(cost && { cost }),
        warnings,
        meta: exchange.meta(call.context, reply, model === undefined ? {} : { requestedModel: model }),
      } as ChatResponse;
    },
    inspect: ({ request }, codec) => transformer.encode(request, codec),
  };
}

/** The vendor does not say why an answer ended: one that has all the tokens that were asked for was cut. */
function completionOf(body: JsonRecord, { body: sent }: WireRequest): JsonObject {
  const text = stringOf(body.response) ?? stringOf(body.generated_text);
  if (text === undefined) return body as JsonObject;
  const most = numberOf(recordOf(sent?.type === 'json' ? sent.value : undefined)?.max_length);
  const made = numberOf(body.nb_generated_tokens);
  const isCut = most !== undefined && made !== undefined && made >= most;
  const message = { role: 'assistant', content: text };
  return { choices: [{ index: 0, message, finish_reason: isCut ? 'length' : 'stop' }] };
}

export function streamOperation(settings: Settings): OperationDeclaration<'stream'> {
  const { streamTransformer } = translated(settings);
  const reading: typeof streamTransformer = {
    ...streamTransformer,
    decoder: (state, context, head) =>
      new TextStreamDecoder(streamTransformer.decoder(state, context, head), context, head.headers),
  };
  return { endpoint: { path: '/' }, streamTransformer: reading as StreamTransformer<'stream'> };
}
