// Long lists of inputs in pieces that the vendor takes.
import type { EmbedRequest } from '@kit/core';
import { isEarlyEmbedding, embedInputs as mostInputs } from '../capabilities.ts';
import { type EmbedInput, embedInputs, hasMedia } from './inputs.ts';

/** The request as one or more that the vendor takes. Models before v4 want each image in a request of its own. */
export function embedBatches(request: EmbedRequest): EmbedRequest[] {
  const imagesApart = isEarlyEmbedding(request.model ?? '');
  const batches: EmbedInput[][] = [];
  let afterImage = true;
  for (const input of embedInputs(request)) {
    const isImage = imagesApart && hasMedia(input);
    const last = batches.at(-1);
    if (last && !isImage && !afterImage && last.length < mostInputs) last.push(input);
    else batches.push([input]);
    afterImage = isImage;
  }
  if (batches.length === 1) return [request];
  return batches.map((input) => ({ ...request, input }));
}
