// Long lists of inputs in pieces that the vendor takes: by their number and by their tokens.
import type { EmbedRequest } from '@kit/core';
import { batchLimits, embedRoute } from '../capabilities.ts';
import { type EmbedInput, embedInputs, hasMedia, inputTokens } from './inputs.ts';

/** Estimates are off by a third, for code by more: this much of the limit is used. */
const usableShare = 0.6;

/** The request as one or more that the vendor takes. An input that is too long by itself stays alone. */
export function embedBatches(request: EmbedRequest, batchSize?: number): EmbedRequest[] {
  const inputs = embedInputs(request);
  const model = request.model ?? '';
  const limits = batchLimits(model, embedRoute(model, hasMedia(inputs)), batchSize);
  const batches: EmbedInput[][] = [];
  let batch: EmbedInput[] = [];
  let tokens = 0;
  for (const input of inputs) {
    const more = inputTokens(input);
    if (batch.length > 0 && (batch.length >= limits.inputs || tokens + more > limits.tokens * usableShare)) {
      batches.push(batch);
      batch = [];
      tokens = 0;
    }
    batch.push(input);
    tokens += more;
  }
  if (batches.length === 0) return [request];
  return [...batches, batch].map((input) => ({ ...request, input }));
}
