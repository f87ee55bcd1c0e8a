// Videos (Veo): a long-running operation that ends with links.
import {
  type CodecContext,
  type GeneratedVideo,
  type JsonValue,
  KitError,
  type MediaSource,
  type VideoRequest,
  type VideoResult,
  type Warning,
  type WireRequest,
} from '@kit/core';
import {
  arrayOf,
  base64ToBytes,
  bytesToBase64,
  dataUrlToBase64,
  recordOf,
  stringOf,
  type WarningList,
  warningList,
} from '@kit/wire';
import { type GeminiDialect, methodPath } from './dialect.ts';
import { type Body, vendorFields, withVendorFields } from './vendor-fields.ts';

export function encodeVideo(
  request: VideoRequest,
  context: CodecContext,
  dialect: GeminiDialect,
): { wire: WireRequest; warnings: readonly Warning[] } {
  const warnings = warningList();
  const image = request.image && imageOf(request.image, warnings);
  const parameters: Body = {
    ...(request.aspectRatio !== undefined && { aspectRatio: request.aspectRatio }),
    ...(request.durationSeconds !== undefined && { durationSeconds: request.durationSeconds }),
    ...(request.resolution !== undefined && { resolution: request.resolution }),
    ...(request.negativePrompt !== undefined && { negativePrompt: request.negativePrompt }),
    ...(request.seed !== undefined && { seed: request.seed }),
  };
  const body = withVendorFields(
    {
      instances: [{ prompt: request.prompt, ...(image && { image }) }] as JsonValue[],
      ...(Object.keys(parameters).length > 0 && { parameters }),
    },
    vendorFields(request.vendor, context),
  );
  return {
    wire: {
      method: 'POST',
      path: methodPath(dialect, request.model, 'predictLongRunning'),
      body: { type: 'json', value: body as JsonValue },
    },
    warnings: warnings.warnings,
  };
}

function imageOf(source: MediaSource, warnings: WarningList): Body | undefined {
  if ('data' in source) {
    return {
      bytesBase64Encoded: typeof source.data === 'string' ? source.data : bytesToBase64(source.data),
      mimeType: source.mediaType,
    };
  }
  const inline = 'url' in source ? dataUrlToBase64(source.url) : undefined;
  if (inline) return { bytesBase64Encoded: inline.base64, mimeType: inline.mediaType };
  if ('url' in source && source.url.startsWith('gs://'))
    return { gcsUri: source.url, ...(source.mediaType !== undefined && { mimeType: source.mediaType }) };
  warnings.add('image', 'Veo takes the image as bytes: a link or a file id was left out.');
  return undefined;
}

/** The videos of a finished operation. @throws KitError `content-filter` if all of them were filtered */
export function decodeVideos(body: unknown, { provider }: Pick<CodecContext, 'provider'>): VideoResult {
  const response = recordOf(recordOf(body)?.response);
  const result = recordOf(response?.generateVideoResponse) ?? response;
  const samples = [
    ...arrayOf(result?.generatedSamples),
    ...arrayOf(result?.generatedVideos),
    ...arrayOf(result?.videos),
  ];
  const videos = samples.flatMap((sample) => videoOf(recordOf(sample)?.video ?? sample) ?? []);
  if (videos.length > 0) return { videos };
  const reasons = arrayOf(result?.raiMediaFilteredReasons).filter((reason) => typeof reason === 'string');
  if (reasons.length > 0) throw new KitError('content-filter', reasons.join(' '), { provider });
  throw new KitError('invalid-response', 'The operation ended without a video.', { provider });
}

function videoOf(value: unknown): GeneratedVideo | undefined {
  const video = recordOf(value);
  const url = stringOf(video?.uri) ?? stringOf(video?.gcsUri);
  const encoded = stringOf(video?.encodedVideo) ?? stringOf(video?.bytesBase64Encoded);
  const data = encoded === undefined ? undefined : base64ToBytes(encoded);
  if (url === undefined && data === undefined) return undefined;
  const mediaType = stringOf(video?.mimeType) ?? stringOf(video?.encoding) ?? 'video/mp4';
  return { ...(url !== undefined && { url }), ...(data && { data }), mediaType };
}
