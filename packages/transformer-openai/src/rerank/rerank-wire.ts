// How a server is asked to rank, and how it tells the scores.
import type { CodecContext, Cost, Endpoint, JsonObject, RerankRequest, WireRequest } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf } from '@kit/wire';

export interface RerankWire {
  /** Path behind the base URL. Default `/rerank`. */
  readonly path?: Endpoint<'rerank'>['path'];
  /** Base URL, where the server ranks at another host. */
  readonly baseURL?: Endpoint<'rerank'>['baseURL'];
  /** The body, or the whole request where its place depends on the call. Default: Cohere's. */
  readonly encode?: (ask: RerankAsk, context: CodecContext) => WireRequest;
  /** The scores of a reply by the documents' places. Default: Cohere's and Jina's `results`, or a bare list. */
  readonly scores?: (body: unknown) => readonly RerankScore[] | undefined;
  /** The vendor's own price of the answer (OpenRouter `usage.cost`). */
  readonly cost?: (usage: JsonRecord) => Cost | undefined;
}

/** A request with its documents as texts. */
export interface RerankAsk {
  readonly request: RerankRequest;
  readonly documents: readonly string[];
  /** Fields of the request that only this server has. */
  readonly own: JsonObject | undefined;
}

export interface RerankScore {
  readonly index: number;
  readonly score: number;
}

/** Scores that come as a list of numbers, one for each document. */
export function scoresInOrder(list: unknown): readonly RerankScore[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return arrayOf(list).flatMap((value, index) => {
    const score = numberOf(value);
    return score === undefined ? [] : [{ index, score }];
  });
}
