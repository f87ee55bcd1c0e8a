// Claude at Azure: Anthropic's wire, at an address of its own.
import type { Operation, OperationDeclaration } from '@kit/core';
import { movedOperation } from '@kit/http';
import { anthropicOperations, claudeRules } from '@kit/transformer-anthropic';

export function messagesOperations(foundry: string | undefined, modelOf: (deployment: string) => string) {
  const { chat, stream, countTokens } = anthropicOperations({
    rules: (deployment) => claudeRules(modelOf(deployment)),
  });
  const place = foundry === undefined ? {} : { baseURL: `${foundry}/anthropic/v1` };
  const there = <K extends Operation>(declaration: OperationDeclaration<K>) =>
    movedOperation(declaration, (path) => path, place);
  return { chat: there(chat), stream: there(stream), countTokens: there(countTokens) };
}
