// What depends on the model: which endpoint embeds with it, and how much it takes at once.

/** The three endpoints for embeddings. */
export type EmbedRoute = 'embeddings' | 'contextualizedembeddings' | 'multimodalembeddings';

/** Media decide too: a text model that is shown an image is refused by the endpoint that knows about images. */
export function embedRoute(model: string, hasMedia: boolean): EmbedRoute {
  if (model.startsWith('voyage-context')) return 'contextualizedembeddings';
  return hasMedia || model.startsWith('voyage-multimodal') ? 'multimodalembeddings' : 'embeddings';
}

export interface BatchLimits {
  /** Inputs of one request. */
  readonly inputs: number;
  /** Tokens of one request, all inputs together. */
  readonly tokens: number;
}

/** The API takes up to 1,000 inputs; its older documentation, and its own clients, stop at 128. */
const usualInputs = 128;

export function batchLimits(model: string, route: EmbedRoute, inputs: number = usualInputs): BatchLimits {
  return { inputs, tokens: tokensPerRequest(model, route) };
}

function tokensPerRequest(model: string, route: EmbedRoute): number {
  if (route === 'contextualizedembeddings') return 120_000;
  if (route === 'multimodalembeddings') return 320_000;
  if (model.endsWith('-lite')) return 1_000_000;
  if (model === 'voyage-4' || model === 'voyage-3.5' || model === 'voyage-3' || model === 'voyage-2') return 320_000;
  // Large, code, finance, law and multilingual models; what is not known is taken for one of these.
  return 120_000;
}

/** Documents of one rerank request. */
export const rerankDocuments = 1000;
