// Counts of tokens as the servers' tokenizers make them. Loaded with the first count.
import {
  type Call,
  type CodecContext,
  type CountTokensRequest,
  type CountTokensResponse,
  type JsonObject,
  KitError,
  type OperationDeclaration,
  type Transformer,
  type WireReply,
} from '@kit/core';
import type { Exchange } from '@kit/http';
import type { ChatDialect } from '@kit/transformer-openai';
import { chatTransformer } from '@kit/transformer-openai/chat';
import { arrayOf, isRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { rootURL } from './root-url.ts';

/** vLLM: the conversation itself, through the model's own template. */
export const vllmCount = (dialect: ChatDialect): OperationDeclaration<'countTokens'> =>
  asked(dialect, (chat, context) => ({
    url: `${rootURL(context)}/tokenize`,
    body: {
      model: chat.model,
      messages: chat.messages,
      ...(chat.tools !== undefined && { tools: chat.tools }),
      add_generation_prompt: true,
    },
  }));

/** TGI: a chat request; the answer lists its tokens. */
export const tgiCount = (dialect: ChatDialect): OperationDeclaration<'countTokens'> =>
  asked(dialect, (chat, context) => ({ url: `${rootURL(context)}/chat_tokenize`, body: chat }));

/** Friendli tokenizes texts: the words of the conversation, without the template around them. */
export const friendliCount = (dialect: ChatDialect): OperationDeclaration<'countTokens'> =>
  asked(dialect, (chat) => ({
    path: '/tokenize',
    body: { model: chat.model, prompt: wordsOf(chat.messages) },
    estimated: true,
  }));

interface Question {
  readonly url?: string;
  readonly path?: string;
  readonly body: JsonObject;
  /** The count leaves something out. */
  readonly estimated?: boolean;
}

type Ask = (chat: JsonObject, context: CodecContext) => Question;

function asked(dialect: ChatDialect, ask: Ask): OperationDeclaration<'countTokens'> {
  const chat = chatTransformer(dialect);
  const transformer: Transformer<'countTokens', boolean> = {
    encode(request, context) {
      const { wire, warnings } = chat.encode(request, context);
      const { body, estimated = false, ...place } = ask(chatBody(wire.body), context);
      const left = estimated
        ? [{ feature: 'countTokens', detail: 'Words alone are counted, without the template around them.' }]
        : [];
      return {
        wire: { ...place, body: { type: 'json', value: body } },
        warnings: [...warnings, ...left],
        state: estimated,
      };
    },
    decode(reply, estimated, { provider }) {
      const inputTokens = countIn(reply.json());
      if (inputTokens === undefined)
        throw new KitError('invalid-response', 'The reply holds no count of tokens.', { provider });
      return { inputTokens, ...(estimated && { estimated }) };
    },
  };
  return { endpoint: { path: '/tokenize' }, transformer };
}

const chatBody = (body: { readonly type: string; readonly value?: unknown } | undefined): JsonObject =>
  (recordOf(body?.value) ?? {}) as JsonObject;

/** `{ count }` of vLLM, `{ tokens: [] }` of llama.cpp and Friendli, `[[tokens], text]` or `{ tokenize_response }` of TGI. */
function countIn(body: unknown): number | undefined {
  if (Array.isArray(body)) return Array.isArray(body[0]) ? body[0].length : body.length || undefined;
  const { count, tokens, tokenize_response: listed } = recordOf(body) ?? {};
  const stated = numberOf(count) ?? numberOf(tokens);
  if (stated !== undefined) return stated;
  const list = Array.isArray(tokens) ? tokens : listed;
  return Array.isArray(list) ? list.length : undefined;
}

function wordsOf(messages: unknown): string {
  return arrayOf(messages)
    .flatMap((message) => {
      const content = recordOf(message)?.content;
      if (typeof content === 'string') return [content];
      return arrayOf(content).flatMap((part) => stringOf(recordOf(part)?.text) ?? []);
    })
    .join('\n');
}

/** llama.cpp: the conversation through the model's template, then the text through the tokenizer. */
export async function countByTemplate(
  call: Call<'countTokens'>,
  exchange: Exchange,
  dialect: ChatDialect,
): Promise<CountTokensResponse> {
  const codec = exchange.codec(call);
  const body = conversation(call.request, dialect, codec);
  const prompt = stringOf(
    recordOf((await post(call, exchange, `${rootURL(codec)}/apply-template`, body)).json())?.prompt,
  );
  if (prompt === undefined)
    throw new KitError('invalid-response', 'The reply holds no prompt.', { provider: exchange.provider });
  const reply = await post(call, exchange, `${rootURL(codec)}/tokenize`, {
    content: prompt,
    add_special: true,
    parse_special: true,
  });
  const inputTokens = countIn(reply.json());
  if (inputTokens === undefined)
    throw new KitError('invalid-response', 'The reply holds no tokens.', { provider: exchange.provider });
  return { inputTokens, meta: exchange.meta(call.context, reply), warnings: [] };
}

function conversation(request: CountTokensRequest, dialect: ChatDialect, codec: CodecContext): JsonObject {
  const { messages, tools } = chatBody(chatTransformer(dialect).encode(request, codec).wire.body);
  return { messages, ...(isRecord(tools) || Array.isArray(tools) ? { tools } : {}) } as JsonObject;
}

function post(call: Call<'countTokens'>, exchange: Exchange, url: string, value: JsonObject): Promise<WireReply> {
  return exchange.send(call, { url, body: { type: 'json', value } });
}
