// The operations of a server that speaks OpenAI's wires, as declarations for a provider.
import type { Operation, OperationDeclaration } from '@kit/core';
import { isPlainRequest } from './chat/plain-request.ts';
import type { OpenaiDialect } from './dialect/dialect.ts';

/** Operations that OpenAI's wires have; a server names those that it serves. */
export type OpenaiOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'image'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'moderate'
  | 'countTokens'
  | 'models';

export type OpenaiOperations<O extends Operation> = { readonly [K in O]: OperationDeclaration<K> };

export interface OpenaiOperationsOptions<O extends OpenaiOperation> {
  /** What the server serves. */
  readonly operations: readonly O[];
  /** The wire of `chat` and `stream`. Default `chat`, which is what nearly every imitator speaks. */
  readonly api?: 'chat' | 'responses';
}

/**
 * Declarations for `httpProvider()`: `{ operations: openaiOperations(dialect, { operations: ['chat', 'stream', 'models'] }) }`.
 * Each wire is loaded with its first call.
 */
export function openaiOperations<const O extends OpenaiOperation>(
  dialect: OpenaiDialect,
  { operations, api = 'chat' }: OpenaiOperationsOptions<O>,
): OpenaiOperations<O> {
  const all = declarations(dialect, api);
  return Object.fromEntries(
    operations.map((operation) => [operation, all[operation]]),
  ) as unknown as OpenaiOperations<O>;
}

function declarations(dialect: OpenaiDialect, api: 'chat' | 'responses'): OpenaiOperations<OpenaiOperation> {
  const { embed = {}, image = {}, speech = {}, transcribe = {}, moderate = {}, models = {}, complete = {} } = dialect;
  return {
    ...(api === 'chat' ? chatOperations(dialect) : responsesOperations(dialect)),
    embed: {
      load: async () => {
        const { embedTransformer } = await import('./media/embed.ts');
        return { endpoint: { path: embed.path ?? '/embeddings' }, transformer: embedTransformer(embed) };
      },
    },
    complete: {
      load: async () => {
        const { completeTransformer } = await import('./text/complete.ts');
        return { endpoint: { path: complete.path ?? '/completions' }, transformer: completeTransformer(complete) };
      },
    },
    image: {
      load: async () => {
        const { imageTransformer } = await import('./media/image.ts');
        return { endpoint: { path: image.path ?? '/images/generations' }, transformer: imageTransformer(image) };
      },
    },
    speech: {
      load: async () => {
        const { speechTransformer } = await import('./media/speech.ts');
        return { endpoint: { path: speech.path ?? '/audio/speech' }, transformer: speechTransformer(speech) };
      },
    },
    speechStream: {
      load: async () => {
        const { speechStreamTransformer } = await import('./media/speech.ts');
        return {
          endpoint: { path: speech.path ?? '/audio/speech' },
          streamTransformer: speechStreamTransformer(speech),
        };
      },
    },
    transcribe: {
      load: async () => {
        const { transcribeTransformer } = await import('./media/transcribe.ts');
        return {
          endpoint: { path: transcribe.path ?? '/audio/transcriptions' },
          transformer: transcribeTransformer(transcribe),
        };
      },
    },
    transcribeStream: {
      load: async () => {
        const { transcribeStreamTransformer } = await import('./media/transcribe.ts');
        return {
          endpoint: { path: transcribe.path ?? '/audio/transcriptions' },
          streamTransformer: transcribeStreamTransformer(transcribe),
        };
      },
    },
    moderate: {
      load: async () => {
        const { moderateTransformer } = await import('./text/moderate.ts');
        return { endpoint: { path: moderate.path ?? '/moderations' }, transformer: moderateTransformer(moderate) };
      },
    },
    countTokens: {
      load: async () => {
        const { countTokensTransformer } = await import('./responses/count-tokens.ts');
        return {
          endpoint: { path: '/responses/input_tokens' },
          transformer: countTokensTransformer(dialect.responses),
        };
      },
    },
    models: {
      load: async () => {
        const { modelsTransformer } = await import('./resources/models.ts');
        return { endpoint: { method: 'GET', path: models.path ?? '/models' }, transformer: modelsTransformer(models) };
      },
    },
  };
}

function chatOperations({ chat = {} }: OpenaiDialect): OpenaiOperations<'chat' | 'stream'> {
  const endpoint = { path: chat.path ?? '/chat/completions' };
  return {
    chat: {
      load: async () => {
        const { chatTransformer } = await import('./chat/transformer.ts');
        return { endpoint, transformer: chatTransformer(chat) };
      },
      plain: {
        fits: isPlainRequest,
        load: async () => {
          const { plainChatTransformer } = await import('./chat/plain-wire.ts');
          return { endpoint, transformer: plainChatTransformer(chat) };
        },
      },
    },
    stream: {
      load: async () => {
        const { chatStreamTransformer } = await import('./chat/transformer.ts');
        return { endpoint, streamTransformer: chatStreamTransformer(chat) };
      },
      plain: {
        fits: isPlainRequest,
        load: async () => {
          const { chatStreamWire } = await import('./chat/stream-wire.ts');
          return { endpoint, streamTransformer: chatStreamWire(chat) };
        },
      },
    },
  };
}

function responsesOperations({ responses = {} }: OpenaiDialect): OpenaiOperations<'chat' | 'stream'> {
  const endpoint = { path: responses.path ?? '/responses' };
  return {
    chat: {
      load: async () => {
        const { responsesTransformer } = await import('./responses/transformer.ts');
        return { endpoint, transformer: responsesTransformer(responses) };
      },
    },
    stream: {
      load: async () => {
        const { responsesStreamTransformer } = await import('./responses/transformer.ts');
        return { endpoint, streamTransformer: responsesStreamTransformer(responses) };
      },
    },
  };
}
