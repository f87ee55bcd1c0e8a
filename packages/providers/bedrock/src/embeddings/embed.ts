// The `embed` operation: one exchange, or several where the model takes fewer inputs at once.

import {
  type CodecContext,
  type EmbedRequest,
  type Encoded,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
} from '@kit/core';
import { fanOut, joinResults, type ShownOperation } from '@kit/http';
import { warningList } from '@kit/wire';
import { type BaseModels, foundationModel, modelPath } from '../model-id.ts';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import { decodeEmbed, type EmbedState } from './decode-response.ts';
import { embedFamily } from './families.ts';
import { embedInputs } from './inputs.ts';

export function embedTransformer(baseModels: BaseModels | undefined): Transformer<'embed', EmbedState> {
  return { encode: (request, context) => encodeEmbed(request, context, baseModels), decode: decodeEmbed };
}

function encodeEmbed(
  request: EmbedRequest,
  context: CodecContext,
  baseModels: BaseModels | undefined,
): Encoded<EmbedState> {
  const warnings = warningList();
  const model = foundationModel(request.model ?? '', baseModels);
  const body = embedFamily(model).body(request, model, warnings);
  if (request.user !== undefined) warnings.add('user', 'The models take no end-user id; left out.');
  return {
    wire: {
      path: modelPath(request.model, 'invoke'),
      body: jsonBody({ ...body, ...vendorOptions(request.vendor, context, wireId) }),
    },
    warnings: warnings.warnings,
    state: { encoding: request.encoding ?? 'float', vectors: embedInputs(request).length },
  };
}

export function embedOperation(baseModels: BaseModels | undefined): ShownOperation<'embed'> {
  const transformer = embedTransformer(baseModels);
  const declaration: OperationDeclaration<'embed'> = {
    endpoint: { path: ({ model }) => modelPath(model, 'invoke'), headers: { accept: 'application/json' } },
    transformer: transformer as Transformer<'embed'>,
  };
  return {
    async handle(call, exchange) {
      const batches = embedBatches(call.request, baseModels);
      const [only] = batches;
      if (batches.length === 1 && only) return exchange.run({ ...call, request: only }, declaration);
      const results = await fanOut(call, batches, (part) => exchange.run(part, declaration));
      return { ...joinResults(results), embeddings: results.flatMap(({ embeddings }) => embeddings) };
    },
    inspect: ({ request }, codec) => transformer.encode(embedBatches(request, baseModels)[0] ?? request, codec).wire,
  };
}

function embedBatches(request: EmbedRequest, baseModels: BaseModels | undefined): EmbedRequest[] {
  const inputs = embedInputs(request);
  if (request.model === undefined) {
    throw new KitError('invalid-request', 'embed: `model` is required: set it in the request, or as an option.', {
      field: 'model',
    });
  }
  const { most } = embedFamily(foundationModel(request.model, baseModels));
  return Array.from({ length: Math.ceil(inputs.length / most) }, (_, at) => ({
    ...request,
    input: inputs.slice(at * most, (at + 1) * most),
  }));
}
