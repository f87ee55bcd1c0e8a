// Embeddings and reranking.

import type { VendorOptions } from './chat.ts';
import type { MediaPart, TextPart } from './messages.ts';
import type { Result } from './result.ts';

export interface EmbedRequest {
  readonly model?: string;
  /** Texts, or lists of parts for models that embed images and documents too. One vector each. */
  readonly input: string | readonly (string | readonly (TextPart | MediaPart)[])[];
  /** What the vectors are for; vendors without the distinction ignore it silently only if it is absent. */
  readonly inputType?: 'query' | 'document' | 'classification' | 'clustering' | 'similarity' | 'code' | (string & {});
  readonly dimensions?: number;
  /** How numbers come back: `float` unless said otherwise. */
  readonly encoding?: 'float' | 'int8' | 'uint8' | 'binary' | 'ubinary';
  /** What happens to inputs that are too long. */
  readonly truncate?: 'none' | 'start' | 'end';
  readonly user?: string;
  readonly vendor?: VendorOptions;
}

export interface EmbedResponse extends Result {
  /** One vector for each input, in the order of the inputs. */
  readonly embeddings: readonly (readonly number[])[];
}

export interface RerankRequest {
  readonly model?: string;
  readonly query: string;
  /** Texts, or records for vendors that rank fields. */
  readonly documents: readonly (string | Readonly<Record<string, string>>)[];
  /** How many results; all if absent. */
  readonly topN?: number;
  /** Return the documents with the results. */
  readonly returnDocuments?: boolean;
  readonly vendor?: VendorOptions;
}

export interface RerankResponse extends Result {
  /** Best first. */
  readonly results: readonly RerankResult[];
}

export interface RerankResult {
  /** Place in the request's `documents`. */
  readonly index: number;
  /** Relevance as the vendor scales it, usually 0…1. */
  readonly score: number;
  readonly document?: string;
}
