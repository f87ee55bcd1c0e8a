// embed: OpenAI's route, the semantic one of Luminous, and the one that follows an instruction.
import {
  type Call,
  type CodecContext,
  type EmbedResponse,
  type JsonObject,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
} from '@kit/core';
import { embedInParts, embedTexts, type HandledOperation, leftOut } from '@kit/http';
import { arrayOf, numberOf, recordOf } from '@kit/wire';
import { isLuminous } from './capabilities.ts';

/** Prompts of one request of the semantic route. */
const mostPrompts = 100;

type Embed = OperationDeclaration<'embed'>;

export function embedOperation(openai: Embed, queued: (operation: Embed) => Embed): HandledOperation<'embed'> {
  const semantic = embedInParts(
    queued({ endpoint: { path: '/batch_semantic_embed' }, transformer: semanticTransformer }),
    mostPrompts,
  );
  const instructed = embedInParts(
    queued({ endpoint: { path: '/instructable_embed' }, transformer: instructedTransformer }),
    1,
  );
  const plain = embedInParts(openai, Number.POSITIVE_INFINITY);
  const chosen = ({ request: { model = '', vendor } }: Call<'embed'>, codec: CodecContext) => {
    if (vendorOptions(vendor, codec, 'alephalpha')?.instruction !== undefined) return instructed;
    return isLuminous(model) ? semantic : plain;
  };
  return {
    handle: (call, exchange) => chosen(call, exchange.codec(call)).handle(call, exchange),
    inspect: (call, codec) => chosen(call, codec).inspect(call, codec),
  };
}

/** `query` and `document` are asymmetric; everything else is alike on both sides. */
const semanticTransformer: Transformer<'embed'> = {
  encode(request, context) {
    const { model, inputType, dimensions, vendor } = request;
    const warnings = leftOut(request, ['truncate', 'user', 'encoding']);
    if (dimensions !== undefined && dimensions !== 128)
      warnings.push({ feature: 'dimensions', detail: 'Vectors can be made 128 numbers long, or be left; left out.' });
    const value = {
      model,
      prompts: embedTexts(request).map((data) => [{ type: 'text', data, controls: [] }]),
      representation: inputType === 'query' || inputType === 'document' ? inputType : 'symmetric',
      ...(dimensions === 128 && { compress_to_size: 128 }),
      ...vendorOptions(vendor, context, 'alephalpha'),
    } as JsonObject;
    return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
  },
  decode: (reply, _, { provider }) => decodeVectors(reply.json(), provider),
};

const instructedTransformer: Transformer<'embed'> = {
  encode(request, context) {
    const { model, inputType, dimensions, vendor } = request;
    const warnings = leftOut(request, ['truncate', 'user', 'encoding']);
    if (inputType !== undefined)
      warnings.push({ feature: 'inputType', detail: 'The instruction says what the vector is for; left out.' });
    if (dimensions !== undefined)
      warnings.push({ feature: 'dimensions', detail: 'The size is that of the model; left out.' });
    const [input = ''] = embedTexts(request);
    const value = { model, input, ...vendorOptions(vendor, context, 'alephalpha') } as JsonObject;
    return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
  },
  decode: (reply, _, { provider }) => decodeVectors(reply.json(), provider),
};

function decodeVectors(body: unknown, provider: string): Pick<EmbedResponse, 'embeddings' | 'usage'> {
  const { embedding, embeddings, num_tokens_prompt_total: counted } = recordOf(body) ?? {};
  const vectors = Array.isArray(embeddings) ? embeddings : [embedding];
  if (!vectors.every((vector) => arrayOf(vector).length > 0) || vectors.length === 0)
    throw new KitError('invalid-response', 'The reply holds no vectors.', { provider });
  const inputTokens = numberOf(counted);
  return {
    embeddings: vectors as number[][],
    ...(inputTokens !== undefined && { usage: { state: 'reported', inputTokens } }),
  };
}
