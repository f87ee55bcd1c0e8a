// The operation `countTokens` of servers that have a tokenizer beside the chat, as a declaration for a provider.
import type { OperationDeclaration, Transformer } from '@kit/core';
import type { TokenCountWire } from './chat/token-count.ts';
import type { OpenaiDialect } from './dialect/dialect.ts';

/** `POST` of model and messages, as `wire` says. It is loaded with its first call. */
export function tokenCountOperation(dialect: OpenaiDialect, wire: TokenCountWire): OperationDeclaration<'countTokens'> {
  return {
    load: async () => {
      const { tokenCountTransformer } = await import('./chat/token-count.ts');
      const transformer = tokenCountTransformer(wire, dialect.chat) as Transformer<'countTokens'>;
      return { endpoint: { path: wire.path }, transformer };
    },
  };
}
