// Counting tokens at servers that have a tokenizer beside the chat: `{ model, messages }` as the chat writes them.
import {
  type CodecContext,
  type CountTokensRequest,
  type JsonObject,
  KitError,
  type Transformer,
  type WireReply,
} from '@kit/core';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { failureIn } from '../reply/failure.ts';
import { chatTransformer } from './transformer.ts';

/** What a tokenizer is asked, and where its reply says how many tokens there are. */
export interface TokenCountWire {
  readonly path: string;
  /** Fields of the chat's body that are taken beside model and messages. Default: none. */
  readonly fields?: readonly string[];
  readonly read: (body: unknown) => number | undefined;
}

export function tokenCountTransformer(
  { fields = [], read }: TokenCountWire,
  dialect: ChatDialect | undefined,
): Transformer<'countTokens', undefined> {
  const chat = chatTransformer(dialect);
  return {
    encode(request: CountTokensRequest, context: CodecContext) {
      const { wire, warnings } = chat.encode(request, context);
      const body = wire.body?.type === 'json' ? (wire.body.value as JsonObject) : {};
      const taken = ['model', 'messages', ...fields].filter((field) => body[field] !== undefined);
      const value = Object.fromEntries(taken.map((field) => [field, body[field]])) as JsonObject;
      const lost = body.tools !== undefined && !taken.includes('tools');
      return {
        wire: { body: { type: 'json', value } },
        warnings: lost ? [...warnings, { feature: 'tools', detail: 'Functions are not counted.' }] : warnings,
        state: undefined,
      };
    },
    decode(reply: WireReply, _: undefined, context: CodecContext) {
      const body = reply.json();
      const failure = failureIn(body);
      if (failure) throw context.failure({ ...failure, headers: reply.headers });
      const inputTokens = read(body);
      if (inputTokens === undefined)
        throw new KitError('invalid-response', 'The reply holds no count of tokens.', { provider: context.provider });
      return { inputTokens };
    },
  };
}
