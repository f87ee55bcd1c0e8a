// A text as a vector of length 1, and the space that the vector lies in.
import { type CallContext, type Environment, KitError, type Pipeline, pipeline } from '@kit/core';
import type { SemanticCacheOptions } from './semantic-options.ts';

export interface Embedded {
  readonly vector: Float32Array;
  /** Only vectors of one space can be compared: who made it, with which model, of which length. */
  readonly space: readonly unknown[];
}

export type Embedder = (text: string, context: CallContext) => Promise<Embedded>;

type EmbedOptions = Pick<SemanticCacheOptions, 'embed' | 'model' | 'dimensions' | 'inputType' | 'embedTimeoutMs'>;

export function embedder(options: EmbedOptions, environment: Environment): Embedder {
  const { model, dimensions, inputType, embedTimeoutMs = 2_000 } = options;
  // A call of its own: what it used is not the chat's, nor are its attempts.
  const ai: Pipeline<'embed'> = pipeline(options.embed, { environment });
  const settings = {
    ...(model !== undefined && { model }),
    ...(dimensions !== undefined && { dimensions }),
    ...(inputType !== undefined && { inputType }),
  };
  return async (text, { signal, tenant, user, project, actor, tags, metadata, correlationId }) => {
    // What the caller says to one vendor (keys, endpoints, bodies) is not for another.
    const own = { signal, tenant, user, project, actor, tags, metadata, correlationId };
    const { embeddings, meta } = await ai.embed(
      { input: text, ...settings },
      { ...own, deadlines: { total: embedTimeoutMs } },
    );
    const vector = unitVector(embeddings[0] ?? []);
    const answered = meta.model ?? meta.requestedModel ?? model;
    return { vector, space: [ai.id, meta.provider, model, answered, vector.length, inputType] };
  };
}

/** @throws KitError `invalid-response` for a vector without a direction. */
function unitVector(numbers: readonly number[]): Float32Array {
  const length = Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
  if (!(length > 0 && Number.isFinite(length))) {
    throw new KitError('invalid-response', 'The embedding is no vector with a direction.');
  }
  return Float32Array.from(numbers, (number) => number / length);
}
