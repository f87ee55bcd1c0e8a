// Embeddings: how many inputs a request carries differs from model to model; pictures go to a model of their own.
import type { EmbedRequest, JsonObject, JsonValue } from '@kit/core';
import { embedInParts, type HandledOperation, rewrittenOperation } from '@kit/http';
import { embedInputs, type GeminiOperations } from '@kit/transformer-gemini';
import { bytesToBase64, recordOf } from '@kit/wire';

export function vertexEmbed({ embed }: Pick<GeminiOperations, 'embed'>): HandledOperation<'embed'> {
  const declaration = rewrittenOperation<'embed'>(embed, (wire, request) => {
    if (!isMultimodal(request.model ?? '') || wire.body?.type !== 'json') return wire;
    const { parameters } = wire.body.value as JsonObject;
    const dimension = recordOf(parameters)?.outputDimensionality as JsonValue | undefined;
    const value = {
      instances: embedInputs(request).map(instanceOf),
      ...(dimension !== undefined && { parameters: { dimension } }),
    };
    return { ...wire, body: { type: 'json', value } };
  });
  return embedInParts(declaration, mostInputs);
}

const isMultimodal = (model: string) => model.startsWith('multimodalembedding');

function mostInputs(model: string): number {
  return /^gemini-embedding/.test(model) || isMultimodal(model) ? 1 : 250;
}

type Input = Exclude<EmbedRequest['input'], string>[number];

/** `{ text }`, `{ image }`: one of each. */
function instanceOf(input: Input): JsonObject {
  if (typeof input === 'string') return { text: input };
  const instance: { [field: string]: JsonValue } = {};
  for (const part of input) {
    if (part.type === 'text') instance.text = part.text;
    if (part.type !== 'image') continue;
    const { data, url } = part.source as { data?: Uint8Array | string; url?: string };
    if (url !== undefined) instance.image = { gcsUri: url };
    else if (data !== undefined)
      instance.image = { bytesBase64Encoded: typeof data === 'string' ? data : bytesToBase64(data) };
  }
  return instance;
}
