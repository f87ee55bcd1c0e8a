// OpenAI's wires: chat completions and responses, at the runtime endpoint or at mantle.
import type { ChatRequest, OperationDeclaration } from '@kit/core';
import { compatibleChat, type OpenaiDialect, openaiOperations } from '@kit/transformer-openai';
import { type BaseModels, foundationModel } from '../model-id.ts';
import type { WireEndpoint } from './wire-endpoint.ts';

export interface OpenaiRoute {
  readonly api: 'chat' | 'responses';
  readonly endpoint: WireEndpoint;
  readonly baseModels: BaseModels | undefined;
}

export function openaiRoute({ api, endpoint, baseModels }: OpenaiRoute) {
  const { chat, stream } = openaiOperations(dialectFor(baseModels), { operations: ['chat', 'stream'], api });
  const verb = api === 'chat' ? '/chat/completions' : '/responses';
  const path = ({ model = '' }: ChatRequest) =>
    (endpoint === 'mantle' ? mantlePrefix(foundationModel(model, baseModels)) : '/openai/v1') + verb;
  return { chat: at(chat, path), stream: at(stream, path) };
}

/** The list of models is mantle's alone. */
export const mantleModels = openaiOperations({ models: { path: '/v1/models' } }, { operations: ['models'] }).models;

/** OpenAI's closed models think, and take no sampling; everything else is a server that imitates its wire. */
function dialectFor(baseModels: BaseModels | undefined): OpenaiDialect {
  const thinks = (model: string) => isOwn(foundationModel(model, baseModels));
  return {
    chat: {
      ...compatibleChat,
      images: 'data',
      reasoningReplay: 'reasoning',
      rules: (model) =>
        thinks(model)
          ? {
              systemRole: 'developer',
              reasoningReplay: false,
              fields: { maxTokens: 'max_completion_tokens', temperature: false, topP: false, stop: false },
            }
          : {},
    },
    responses: {
      images: 'data',
      cacheMarks: false,
      rules: (model) => (thinks(model) ? { systemRole: 'developer', fields: { temperature: false, topP: false } } : {}),
    },
  };
}

const isOwn = (model: string): boolean => model.startsWith('openai.gpt-') && !model.startsWith('openai.gpt-oss');

/** `/v1` for most models; `/openai/v1` for these. The wrong one is refused: "isn't supported on this route". */
export function mantlePrefix(model: string): '/v1' | '/openai/v1' {
  const other = isOwn(model) || model.startsWith('google.gemma-4') || model.startsWith('xai.');
  return other ? '/openai/v1' : '/v1';
}

/** The declaration with another path, which may depend on the model. */
function at<K extends 'chat' | 'stream'>(
  declaration: OperationDeclaration<K>,
  path: (request: ChatRequest) => string,
): OperationDeclaration<K> {
  return {
    load: async () => {
      const loaded = 'load' in declaration ? await declaration.load() : declaration;
      return { ...loaded, endpoint: { path } } as OperationDeclaration<K>;
    },
  };
}
