// Amazon Titan: one text a request (or a text with an image, where the model sees).

import type { EmbedRequest } from '@kit/core';
import type { WarningList } from '@kit/wire';
import type { Draft } from '../request-body.ts';
import { embedInputs, imagesOf, onlyText, textOf } from './inputs.ts';

export function titanBody(request: EmbedRequest, model: string, warnings: WarningList): Draft {
  const { dimensions, encoding, inputType, truncate } = request;
  if (inputType !== undefined) warnings.add('inputType', 'Titan does not ask what vectors are for; left out.');
  if (truncate !== undefined) warnings.add('truncate', 'What happens to long inputs is not for Titan to be told.');
  const input = embedInputs(request)[0] ?? '';
  const binary = encoding === 'binary';
  const second = model.includes('text-v2');
  if (encoding !== undefined && encoding !== 'float' && !(binary && second))
    warnings.add('encoding', `The model has no vectors of type ${encoding}; numbers came instead.`);
  if (second)
    return { inputText: onlyText(input, 'input', model), dimensions, ...(binary && { embeddingTypes: ['binary'] }) };
  if (!model.includes('image')) {
    if (dimensions !== undefined) warnings.add('dimensions', 'The model has vectors of one size; left out.');
    return { inputText: onlyText(input, 'input', model) };
  }
  const [image] = imagesOf(input, 'input');
  return {
    inputText: textOf(input),
    inputImage: image?.base64,
    embeddingConfig: dimensions === undefined ? undefined : { outputEmbeddingLength: dimensions },
  };
}
