// Cohere: chat with documents and citations, embeddings, reranking, token counts, transcription, parsing of documents.
import { type Catalogue, checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, httpOptionChecks, httpProvider, readEnvironment } from '@kit/http';
import { chatDeclaration, streamDeclaration } from './chat/declarations.ts';
import { countTokensOperation } from './count-tokens.ts';
import { embedOperation } from './embeddings/embed.ts';
import { health } from './health.ts';
import { modelsOperation } from './live-models.ts';
import { parseDeclaration } from './parse.ts';
import { cohereRateLimits } from './rate-limits.ts';
import { rerankOperation } from './rerank/rerank.ts';
import { transcribeDeclaration } from './transcription.ts';

export interface CohereOptions extends HttpProviderOptions {
  /** Names this application to the vendor (`x-client-name`). */
  readonly clientName?: string;
}

export type CohereOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'rerank'
  | 'countTokens'
  | 'transcribe'
  | 'parse'
  | 'models'
  | 'health';

/**
 * Cohere's own API (v2). The key comes from the option, or from `COHERE_API_KEY` or `CO_API_KEY`.
 *
 * @example
 * const ai = pipeline(cohere({ model: 'command-a-plus-05-2026' }));
 * const { text, citations } = await ai.chat({ messages, vendor: { cohere: { documents: ['…'] } } });
 *
 * @throws KitError `config` for an option that is wrong or unknown.
 */
export function cohere(options: CohereOptions = {}): Provider<CohereOperation> {
  checkOptions('cohere()', options, { ...httpOptionChecks, clientName: 'string' });
  const { apiKey, clientName } = options;
  return httpProvider<CohereOperation>(
    {
      id: 'cohere',
      name: 'Cohere',
      baseURL: readEnvironment('CO_API_URL') ?? 'https://api.cohere.com',
      auth: bearerAuth({ apiKey, environment: ['COHERE_API_KEY', 'CO_API_KEY'], owner: 'Cohere' }),
      ...(clientName !== undefined && { headers: { 'x-client-name': clientName } }),
      operations: {
        chat: chatDeclaration,
        stream: streamDeclaration,
        embed: embedOperation,
        rerank: rerankOperation,
        countTokens: countTokensOperation,
        transcribe: transcribeDeclaration,
        parse: parseDeclaration,
        models: modelsOperation,
        health,
      },
      errors: { load: async () => (await import('./errors.ts')).cohereErrors },
      rateLimits: cohereRateLimits,
      requestIdHeaders: ['x-debug-trace-id', 'x-request-id'],
      catalogue,
    },
    options,
  );
}

const catalogue = (): Promise<Catalogue> => import('./models.ts').then((models) => models.catalogue);

export type { CohereDocument, CohereVendorOptions } from './vendor-options.ts';
