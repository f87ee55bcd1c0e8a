// The wires that chat, stream and token counts can go over; each is loaded with its first call.
import type { OperationDeclaration } from '@kit/core';
import type { BaseModels } from './model-id.ts';
import type { WireEndpoint } from './routes/wire-endpoint.ts';

export const bedrockApis = ['converse', 'invoke', 'chat', 'responses', 'messages'] as const;
export type BedrockApi = (typeof bedrockApis)[number];

export interface ApiOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
  readonly countTokens: OperationDeclaration<'countTokens'>;
}

export interface ApiChoice {
  readonly api: BedrockApi;
  readonly endpoint: WireEndpoint;
  readonly baseModels: BaseModels | undefined;
}

export function apiOperations({ api, endpoint, baseModels }: ApiChoice): ApiOperations {
  switch (api) {
    case 'converse': {
      const load = () => import('./converse/transformer.ts');
      return {
        chat: { load: async () => (await load()).chatDeclaration(baseModels) },
        stream: { load: async () => (await load()).streamDeclaration(baseModels) },
        countTokens: counting('converse', baseModels),
      };
    }
    case 'invoke': {
      const load = async () => (await import('./invoke/anthropic.ts')).invokeOperations(baseModels);
      return {
        chat: { load: async () => (await load()).chat },
        stream: { load: async () => (await load()).stream },
        countTokens: counting('invoke', baseModels),
      };
    }
    case 'messages': {
      const load = async () => (await import('./routes/anthropic.ts')).anthropicRoute(baseModels);
      return {
        chat: { load: async () => (await load()).chat },
        stream: { load: async () => (await load()).stream },
        countTokens: { load: async () => (await load()).countTokens },
      };
    }
    default: {
      const load = async () => (await import('./routes/openai.ts')).openaiRoute({ api, endpoint, baseModels });
      return {
        chat: { load: async () => (await load()).chat },
        stream: { load: async () => (await load()).stream },
        countTokens: counting('converse', baseModels),
      };
    }
  }
}

function counting(
  kind: 'converse' | 'invoke',
  baseModels: BaseModels | undefined,
): OperationDeclaration<'countTokens'> {
  return { load: async () => (await import('./count-tokens.ts')).countTokens(kind, baseModels) };
}

/** Where chat and stream of a wire are served. */
export function isAtMantle({ api, endpoint }: Pick<ApiChoice, 'api' | 'endpoint'>): boolean {
  return endpoint === 'mantle' && api !== 'converse' && api !== 'invoke';
}
