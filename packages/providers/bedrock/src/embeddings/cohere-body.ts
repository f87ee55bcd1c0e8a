// Cohere Embed: up to 96 texts a request; from v4 on texts and images together.
import { type EmbedRequest, KitError } from '@kit/core';
import { formatDataUrl, type WarningList } from '@kit/wire';
import type { Draft } from '../request-body.ts';
import { type EmbedInput, embedInputs, imagesOf, textOf } from './inputs.ts';

export function cohereBody(request: EmbedRequest, model: string, warnings: WarningList): Draft {
  const early = model.includes('-v3');
  const { dimensions, encoding = 'float', truncate } = request;
  if (early && dimensions !== undefined) warnings.add('dimensions', 'The model has vectors of one size; left out.');
  const content = contentOf(embedInputs(request), early);
  return {
    ...content,
    input_type: content.images === undefined ? inputTypeOf(request.inputType, warnings) : 'image',
    embedding_types: [encoding],
    output_dimension: early ? undefined : dimensions,
    truncate: truncate && (early ? truncate.toUpperCase() : sides[truncate]),
  };
}

/** v4 names the side that is cut. */
const sides = { none: 'NONE', start: 'LEFT', end: 'RIGHT' } as const;

const imageUrls = (input: EmbedInput, at: number): string[] =>
  imagesOf(input, `input[${at}]`).map(({ mediaType, base64 }) => formatDataUrl(mediaType, base64));

function contentOf(inputs: readonly EmbedInput[], early: boolean): Draft {
  const images = inputs.map(imageUrls);
  if (images.every((list) => list.length === 0)) return { texts: inputs.map((input) => textOf(input) ?? '') };
  if (!early) {
    return {
      inputs: inputs.map((input, at) => ({
        content: [
          ...(textOf(input) === undefined ? [] : [{ type: 'text', text: textOf(input) as string }]),
          ...(images[at] ?? []).map((url) => ({ type: 'image_url', image_url: { url } })),
        ],
      })),
    };
  }
  const alone = inputs.every((input, at) => images[at]?.length === 1 && textOf(input) === undefined);
  if (alone) return { images: images.flat() };
  throw new KitError('unsupported', 'embed: `input` must be texts, or images alone, for this model.', {
    field: 'input',
  });
}

const inputTypes: Readonly<Record<string, string>> = {
  query: 'search_query',
  document: 'search_document',
  classification: 'classification',
  clustering: 'clustering',
};
const nearest: Readonly<Record<string, string>> = { similarity: 'clustering', code: 'search_document' };

/** Required; `search_document` if nothing is said. Other words go through as the vendor spells them. */
function inputTypeOf(inputType: EmbedRequest['inputType'] = 'document', warnings: WarningList): string {
  if (Object.hasOwn(inputTypes, inputType)) return inputTypes[inputType] as string;
  const near = Object.hasOwn(nearest, inputType) ? nearest[inputType] : undefined;
  if (near === undefined) return inputType;
  warnings.add('inputType', `Cohere does not know "${inputType}"; "${near}" was sent.`);
  return near;
}
