// The chat operations of a wire that is loaded with its first call, because a provider's other calls do without it.
import type { OperationDeclaration } from '@kit/core';
import { type MovePath, movedOperation } from './moved-operation.ts';

export interface ChatOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
}

/** Where the wire lies, if it is not where the other operations are. */
export interface ChatPlace {
  /** A `baseURL` that the user sets stands in for it. */
  readonly baseURL?: string;
  readonly move?: MovePath<'chat' | 'stream'>;
}

/**
 * @example
 * loadedChats(async () => (await import('@kit/transformer-anthropic')).anthropicOperations(), { baseURL })
 */
export function loadedChats(
  load: () => Promise<ChatOperations>,
  { baseURL, move = (path) => path }: ChatPlace = {},
): ChatOperations {
  const endpoint = baseURL === undefined ? {} : { baseURL };
  return {
    chat: movedOperation<'chat'>({ load: async () => (await load()).chat }, move, endpoint),
    stream: movedOperation<'stream'>({ load: async () => (await load()).stream }, move, endpoint),
  };
}
