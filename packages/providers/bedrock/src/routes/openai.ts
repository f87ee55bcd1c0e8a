// OpenAI's wires: chat completions and responses, at the runtime endpoint or at mantle.
import { type OpenaiDialect, openaiOperations } from '@kit/transformer-openai';
import { type BaseModels, foundationModel } from '../model-id.ts';

/** Which of the two endpoints of the imitated wires. */
export type WireEndpoint = 'runtime' | 'mantle';

/** At mantle the prefix depends on the model, so that the path is the encoder's to say; see `withMantlePrefix`. */
export function openaiRoute(api: 'chat' | 'responses') {
  const dialect: OpenaiDialect = {
    chat: {
      path: '/openai/v1/chat/completions',
      rules: (model) => (isReasoner(model) ? {} : { systemRole: 'system' }),
      images: 'data',
    },
    responses: { path: '/openai/v1/responses', images: 'data' },
  };
  return openaiOperations(dialect, { operations: ['chat', 'stream'], api });
}

const isReasoner = (model: string) => model.includes('openai.gpt-') && !model.includes('gpt-oss');

/** `/v1` for most models; `/openai/v1` for these. The wrong one is refused: "isn't supported on this route". */
export function mantlePrefix(model: string, baseModels: BaseModels | undefined): string {
  const base = foundationModel(model, baseModels);
  const own = (base.startsWith('openai.gpt-') && !base.startsWith('openai.gpt-oss')) || /^(?:google\.gemma-4|xai\.)/.test(base);
  return own ? '/openai/v1' : '/v1';
}
