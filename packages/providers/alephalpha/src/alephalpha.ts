// The factory.
import { checkOptions, type Operation, type OperationDeclaration, type Provider } from '@kit/core';
import {
  bearerAuth,
  type HttpProviderOptions,
  httpOptionChecks,
  httpProvider,
  movedOperation,
  readEnvironment,
} from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { completeOperation } from './complete.ts';
import { countTokensOperation } from './count-tokens.ts';
import { dialectOf } from './dialect.ts';
import { embedOperation } from './embed.ts';
import { health } from './health.ts';

export interface AlephalphaOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `responses` is a service of its own at customers' hosts. */
  readonly api?: 'chat' | 'responses';
  /** `'aleph-alpha'`: only the vendor's own data centres answer. Not said if absent. */
  readonly hosting?: 'aleph-alpha';
  /** `true`: requests wait behind those of others (`?nice=true`). */
  readonly nice?: boolean;
}

export type AlephalphaOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'transcribe'
  | 'countTokens'
  | 'models'
  | 'health';

/**
 * Aleph Alpha. The token is `options.apiKey` or the environment variable AA_TOKEN, the host `options.baseURL` or AA_HOST.
 *
 * @example
 * const ai = pipeline(alephalpha({ baseURL: 'https://inference.acme.example/v1' }));
 * const { text } = await ai.chat({ model: 'llama-3.3-70b-instruct', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function alephalpha(options: AlephalphaOptions = {}): Provider<AlephalphaOperation> {
  checkOptions('alephalpha()', options, {
    ...httpOptionChecks,
    api: ['chat', 'responses'],
    hosting: ['aleph-alpha'],
    nice: 'boolean',
  });
  const { api = 'chat', hosting, nice = false, ...http } = options;
  const openai = openaiOperations(dialectOf(hosting), {
    api,
    operations: ['chat', 'stream', 'embed', 'transcribe', 'models'],
  });
  const queued = <K extends Operation>(operation: OperationDeclaration<K>) =>
    nice ? movedOperation(operation, (path) => path, { query: { nice: 'true' } }) : operation;
  return httpProvider<AlephalphaOperation>(
    {
      id: 'alephalpha',
      name: 'Aleph Alpha',
      baseURL: readEnvironment('AA_HOST') ?? readEnvironment('ALEPH_ALPHA_API_HOST') ?? 'https://api.aleph-alpha.com',
      auth: bearerAuth({ apiKey: http.apiKey, environment: ['AA_TOKEN', 'ALEPH_ALPHA_API_KEY'], owner: 'Aleph Alpha' }),
      operations: {
        chat: queued(openai.chat),
        stream: queued(openai.stream),
        complete: queued(completeOperation(hosting)),
        embed: embedOperation(queued(openai.embed), queued),
        rerank: queued(rerankOperation()),
        transcribe: queued(openai.transcribe),
        countTokens: countTokensOperation,
        models: openai.models,
        health,
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
