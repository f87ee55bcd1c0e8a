// Videos: started by one request, watched until the link is there.
import {
  type CodecContext,
  type JobStatus,
  type JsonObject,
  KitError,
  type VideoRequest,
  vendorOptions,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { leftOut, mediaLink, videoOperation } from '@kit/http';
import { numberOf, recordOf, stringOf } from '@kit/wire';

export const video = videoOperation({
  start,
  idOf: (reply) => stringOf(recordOf(reply.json())?.request_id),
  look: (id) => ({ method: 'GET', path: `/videos/${encodeURIComponent(id)}` }),
  statusOf,
  videosOf(reply) {
    const done = recordOf(recordOf(reply.json())?.video);
    const url = stringOf(done?.url);
    if (url === undefined) throw new KitError('invalid-response', 'The reply holds no video.');
    const seconds = numberOf(done?.duration);
    return [{ url, mediaType: 'video/mp4', ...(seconds !== undefined && { durationSeconds: seconds }) }];
  },
});

function start(request: VideoRequest, context: CodecContext, warnings: Warning[]): WireRequest {
  const { model, prompt, image, durationSeconds, aspectRatio, resolution, vendor } = request;
  if (model === undefined)
    throw new KitError('invalid-request', 'video: `model` is required, of the request or of the provider.', {
      field: 'model',
    });
  warnings.push(...leftOut(request, ['negativePrompt', 'seed']));
  const url = image && mediaLink(image);
  if (image && url === undefined)
    throw new KitError('unsupported', 'video: `image` must be a link or data.', { field: 'image' });
  const value: JsonObject = {
    model,
    prompt,
    ...(url !== undefined && { image: { url } }),
    ...(durationSeconds !== undefined && { duration: durationSeconds }),
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
    ...(resolution !== undefined && { resolution }),
    ...(vendorOptions(vendor, context, 'xai') as JsonObject | undefined),
  };
  return { path: '/videos/generations', body: { type: 'json', value } };
}

function statusOf(reply: WireReply): JobStatus {
  const row = recordOf(reply.json());
  const rawState = stringOf(row?.status);
  const percent = numberOf(row?.progress);
  const known = {
    ...(rawState !== undefined && { rawState }),
    ...(percent !== undefined && { progress: percent / 100 }),
  };
  switch (rawState) {
    case 'done':
      return { state: 'succeeded', ...known };
    case 'expired':
      return { state: 'expired', ...known };
    case 'failed': {
      const message = stringOf(row?.error) ?? stringOf(recordOf(row?.error)?.message) ?? 'The video failed.';
      return { state: 'failed', error: new KitError('server', `xAI: ${message}`, { retry: 'never' }), ...known };
    }
    default:
      return { state: 'running', ...known };
  }
}
