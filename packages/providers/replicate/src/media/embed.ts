// embed: texts → vectors. Models differ in what they call their input and in the shape of what they answer.
import { type EmbedRequest, type JsonObject, KitError } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { arrayOf, isRecord, recordOf } from '@kit/wire';
import { inputDraft } from '../input.ts';
import { type EncodingTools, predicted } from '../predictions/predicted.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { unsupported } from '../request-checks.ts';

export function embedOperation(settings: PredictionSettings): ShownOperation<'embed'> {
  return predicted<'embed'>(
    {
      purpose: 'embed',
      encode: encodeEmbedInput,
      decode(prediction, { meta, warnings }) {
        const embeddings = vectorsOf(prediction.output);
        if (embeddings.length === 0)
          throw new KitError('invalid-response', 'The prediction holds no vectors.', { provider: meta.provider });
        return { embeddings, meta, warnings, ...(prediction.usage && { usage: prediction.usage }) };
      },
    },
    settings,
  );
}

export function encodeEmbedInput(request: EmbedRequest, { fields, warnings }: EncodingTools): JsonObject {
  const draft = inputDraft(fields, warnings);
  const inputs = typeof request.input === 'string' ? [request.input] : request.input;
  const texts = inputs.filter((input) => typeof input === 'string');
  if (texts.length < inputs.length) throw unsupported('embed', 'input', 'only texts can be embedded.');
  // Lists are JSON in a text: older schemas know no lists.
  if (fields.has('texts[]')) draft.put('texts', texts);
  else if (fields.has('texts')) draft.put('texts', JSON.stringify(texts));
  else if (fields.has('text_batch')) draft.put('text_batch', JSON.stringify(texts));
  else if (texts.length === 1) draft.set('input', texts[0], 'text', 'input', 'prompt');
  else throw unsupported('embed', 'input', 'this model embeds one text at a time.');
  for (const field of ['inputType', 'dimensions', 'encoding', 'truncate', 'user'] as const)
    if (request[field] !== undefined) draft.lacks(field);
  return draft.values;
}

/** `[[…]]`, `[{embedding:[…]}]`, `{embeddings:[[…]]}`, or a single vector. */
export function vectorsOf(output: unknown): readonly (readonly number[])[] {
  const told = recordOf(output);
  if (told) return vectorsOf(told.embeddings ?? told.vectors ?? told.embedding ?? told.output);
  const rows = arrayOf(output);
  if (rows.length > 0 && rows.every((value) => typeof value === 'number')) return [rows];
  return rows.flatMap((row) => {
    const vector = isRecord(row) ? (row.embedding ?? row.vector) : row;
    return Array.isArray(vector) && vector.every((value) => typeof value === 'number') ? [vector as number[]] : [];
  });
}
