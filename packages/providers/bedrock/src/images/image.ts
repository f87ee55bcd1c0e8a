// The `image` operation: a model's own body behind InvokeModel.
import {
  type CodecContext,
  type Decoded,
  type ImageRequest,
  type ImageResponse,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type WireReply,
} from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf, warningList } from '@kit/wire';
import { type BaseModels, foundationModel, modelPath } from '../model-id.ts';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import { imageBody } from './families.ts';

export function imageOperation(baseModels: BaseModels | undefined): OperationDeclaration<'image'> {
  const transformer: Transformer<'image', ImageRequest> = {
    encode(request, context) {
      const warnings = warningList();
      const body = imageBody(request, foundationModel(request.model ?? '', baseModels), warnings);
      return {
        wire: { body: jsonBody({ ...body, ...vendorOptions(request.vendor, context, wireId) }) },
        warnings: warnings.warnings,
        state: request,
      };
    },
    decode: decodeImages,
  };
  return {
    endpoint: { path: ({ model }) => modelPath(model, 'invoke'), headers: { accept: 'application/json' } },
    transformer: transformer as Transformer<'image'>,
  };
}

function decodeImages(reply: WireReply, request: ImageRequest, context: CodecContext): Decoded<ImageResponse> {
  const body = recordOf(reply.json()) ?? {};
  const reasons = arrayOf(body.finish_reasons);
  const seeds = arrayOf(body.seeds);
  const mediaType = `image/${request.format === 'jpg' ? 'jpeg' : (request.format ?? 'png')}`;
  const images = imagesIn(body).flatMap((data, at) => {
    // Stability says why where an image was withheld.
    if (typeof data !== 'string' || data === '' || typeof reasons[at] === 'string') return [];
    const seed = numberOf(seeds[at]);
    return [{ data, mediaType, ...(seed !== undefined && { seed }) }];
  });
  const refusal = stringOf(body.error) ?? reasons.find((reason) => typeof reason === 'string');
  if (images.length === 0) throw noImages(refusal, context);
  const warnings = refusal === undefined ? [] : [{ feature: 'images', detail: `Images were withheld: ${refusal}` }];
  return { images, usage: { state: 'reported', units: { images: images.length } }, warnings };
}

/** A list of base64, or of Stability's first models: objects. */
function imagesIn(body: JsonRecord): readonly unknown[] {
  const artifacts = arrayOf(body.artifacts).map((artifact) => recordOf(artifact)?.base64);
  return artifacts.length > 0 ? artifacts : arrayOf(body.images);
}

function noImages(refusal: unknown, { provider }: CodecContext): KitError {
  if (typeof refusal !== 'string') return new KitError('invalid-response', 'The reply holds no images.', { provider });
  const filtered = /filter|moderat|policy|blocked|safety|responsible/i.test(refusal);
  return new KitError(filtered ? 'content-filter' : 'server', `Amazon Bedrock: ${refusal}`, { provider });
}
