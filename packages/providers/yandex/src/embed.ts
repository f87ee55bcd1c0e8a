// embed: one text a request on both wires, so lists are sent as several.
import {
  type EmbedRequest,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type Warning,
} from '@kit/core';
import { embedInParts, embedTexts, type HandledOperation, leftOut } from '@kit/http';
import { arrayOf, type JsonRecord, numberOf, recordOf } from '@kit/wire';
import { embeddingModel, purposeOf } from './capabilities.ts';
import type { ModelUri } from './model-uri.ts';
import { nativeEndpoint } from './native/endpoint.ts';

/** `openai` is its declaration; the native wire if absent. */
export function embedOperation(
  uri: ModelUri,
  openai: OperationDeclaration<'embed'> | undefined,
): HandledOperation<'embed'> {
  const inParts = embedInParts(openai ?? native, 1);
  return {
    async handle(call, exchange) {
      const { request, warnings } = meant(call.request, uri);
      exchange.checked(call, warnings);
      const result = await inParts.handle({ ...call, request }, exchange);
      if (!result.embeddings.every((vector) => arrayOf(vector).length > 0))
        throw new KitError('invalid-response', 'A reply holds no vector.', { provider: exchange.provider });
      return { ...result, warnings: [...warnings, ...result.warnings] };
    },
    inspect: (call, codec) => inParts.inspect({ ...call, request: meant(call.request, uri).request }, codec),
  };
}

/** The request to the model that is meant. */
function meant(
  request: EmbedRequest,
  uri: ModelUri,
): { readonly request: EmbedRequest; readonly warnings: readonly Warning[] } {
  const { inputType, encoding: _, truncate: __, user: ___, ...rest } = request;
  const warnings = leftOut(request, ['truncate', 'user', 'encoding']);
  const model = embeddingModel(request.model, inputType);
  if (inputType !== undefined && purposeOf(model) !== inputType) {
    const detail = `${model} was asked, which is not made for "${inputType}"; \`text-search\` finds the right one.`;
    warnings.push({ feature: 'inputType', detail });
  }
  return { request: { ...rest, model: uri('emb', model) }, warnings };
}

const transformer: Transformer<'embed', undefined> = {
  encode(request, context) {
    const { model, dimensions, vendor } = request;
    const value = {
      modelUri: model,
      text: embedTexts(request).join('\n'),
      ...(dimensions !== undefined && { dim: String(dimensions) }),
      ...vendorOptions(vendor, context, 'yandex-native'),
    };
    return { wire: { body: { type: 'json', value } }, warnings: [], state: undefined };
  },
  decode(reply) {
    const body: JsonRecord = recordOf(reply.json()) ?? {};
    const inputTokens = numberOf(body.numTokens);
    return {
      embeddings: [arrayOf(body.embedding) as readonly number[]],
      ...(inputTokens !== undefined && { usage: { state: 'reported', inputTokens } }),
    };
  },
};

const native: OperationDeclaration<'embed'> = {
  endpoint: nativeEndpoint('/foundationModels/v1/textEmbedding'),
  transformer: transformer as Transformer<'embed'>,
};
