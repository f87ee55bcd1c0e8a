// Counting tokens: each server has a tokenizer at a path of its own. What asks it is loaded with the first count.
import type { OperationDeclaration } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import type { ChatDialect } from '@kit/transformer-openai';

/** The operation for a server of this kind, given how it writes conversations. */
export type CountTokensWire = (
  dialect: ChatDialect,
) => OperationDeclaration<'countTokens'> | HandledOperation<'countTokens'>;

const tokenizers = () => import('./tokenizers.ts');

export const vllmTokens: CountTokensWire = (dialect) => ({
  load: async () => (await tokenizers()).vllmCount(dialect),
});

export const tgiTokens: CountTokensWire = (dialect) => ({
  load: async () => (await tokenizers()).tgiCount(dialect),
});

export const friendliTokens: CountTokensWire = (dialect) => ({
  load: async () => (await tokenizers()).friendliCount(dialect),
});

/** More than one request: it cannot be shown. */
export const llamaCppTokens: CountTokensWire = (dialect) => ({
  handle: async (call, exchange) => (await tokenizers()).countByTemplate(call, exchange, dialect),
});
