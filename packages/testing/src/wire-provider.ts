// A provider of OpenAI's wire that is no vendor's: tests of middleware call the simulator through it.
import type { Model, Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, httpProvider } from '@kit/http';
import { compatibleChat, openaiErrors, openaiOperations } from '@kit/transformer-openai';

export interface WireProviderOptions extends Omit<HttpProviderOptions, 'apiKey'> {
  /** Such as the simulator's `openaiURL`. */
  readonly baseURL: string;
  readonly apiKey?: string;
  /** Its catalogue: what its models cost, say. */
  readonly models?: readonly Model[];
}

/** Chat completions and embeddings at `baseURL`, over real sockets. Its id is `openai` unless it is given another. */
export function wireProvider({
  apiKey = 'any',
  models,
  ...options
}: WireProviderOptions): Provider<'chat' | 'stream' | 'embed'> {
  return httpProvider(
    {
      id: 'openai',
      name: 'OpenAI',
      baseURL: options.baseURL,
      auth: bearerAuth({ apiKey, environment: [], owner: 'OpenAI' }),
      operations: openaiOperations({ chat: compatibleChat, embed: {} }, { operations: ['chat', 'stream', 'embed'] }),
      errors: openaiErrors,
      ...(models && { catalogue: async () => ({ provider: 'openai', asOf: '2026-11-21', models }) }),
    },
    options,
  );
}
