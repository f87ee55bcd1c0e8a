// Amazon Nova multimodal embeddings: one text or one image a request.

import { type EmbedRequest, type JsonObject, KitError } from '@kit/core';
import type { WarningList } from '@kit/wire';
import type { Draft } from '../request-body.ts';
import { type EmbedInput, embedInputs, imagesOf, textOf } from './inputs.ts';

const purposes: Readonly<Record<string, string>> = {
  document: 'GENERIC_INDEX',
  query: 'GENERIC_RETRIEVAL',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
};

export function novaBody(request: EmbedRequest, _model: string, warnings: WarningList): Draft {
  const { dimensions, inputType = 'document', encoding = 'float', truncate = 'end' } = request;
  if (encoding !== 'float') warnings.add('encoding', 'The model gives numbers alone; they came instead.');
  let purpose = Object.hasOwn(purposes, inputType) ? purposes[inputType] : inputType;
  if (inputType === 'similarity' || inputType === 'code') {
    purpose = 'GENERIC_INDEX';
    warnings.add('inputType', `Nova does not know "${inputType}"; "${purpose}" was sent.`);
  }
  return {
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: purpose,
      ...(dimensions !== undefined && { embeddingDimension: dimensions }),
      ...contentOf(embedInputs(request)[0] ?? '', truncate.toUpperCase()),
    },
  };
}

function contentOf(input: EmbedInput, truncationMode: string): JsonObject {
  const images = imagesOf(input, 'input');
  const text = textOf(input);
  const [image] = images;
  if (!image) return { text: { truncationMode, value: text ?? '' } };
  if (images.length > 1 || text !== undefined) {
    throw new KitError('unsupported', 'embed: `input` must be one text or one image for this model.', {
      field: 'input',
    });
  }
  const format = image.mediaType.slice('image/'.length);
  return { image: { format: format === 'jpg' ? 'jpeg' : format, source: { bytes: image.base64 } } };
}
