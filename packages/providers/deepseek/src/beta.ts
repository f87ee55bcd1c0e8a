// What DeepSeek serves under `/beta` alone: answers whose beginning is given, and functions with strict arguments.
import type { ChatRequest, OperationDeclaration } from '@kit/core';
import { movedOperation } from '@kit/http';

/** Requests that need it go there, the others do not. */
export function withBeta<K extends 'chat' | 'stream'>(operation: OperationDeclaration<K>): OperationDeclaration<K> {
  return movedOperation(operation, (path, request) => (needsBeta(request as ChatRequest) ? `/beta${path}` : path));
}

function needsBeta({ messages, tools = [] }: ChatRequest): boolean {
  const begun = messages.at(-1)?.role === 'assistant';
  return begun || tools.some((tool) => tool.type !== 'hosted' && tool.strict === true);
}
