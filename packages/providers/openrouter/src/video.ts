// Videos: started by one request, watched until they can be fetched.
import {
  type CodecContext,
  type JobState,
  type JobStatus,
  type JsonObject,
  KitError,
  type VideoRequest,
  vendorOptions,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { leftOut, videoOperation } from '@kit/http';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

const pathOf = (id: string) => `/videos/${encodeURIComponent(id)}`;
const idOf = (reply: WireReply) => stringOf(recordOf(reply.json())?.id);

export const video = videoOperation({
  start,
  idOf,
  look: (id) => ({ method: 'GET', path: pathOf(id) }),
  statusOf,
  async videosOf(reply, send) {
    const links = arrayOf(recordOf(reply.json())?.unsigned_urls).filter((link) => typeof link === 'string');
    if (links.length > 0) return links.map((url) => ({ url, mediaType: 'video/mp4' }));
    const content = await send({ method: 'GET', path: `${pathOf(idOf(reply) ?? '')}/content` });
    return [{ data: content.bytes, mediaType: content.headers['content-type'] ?? 'video/mp4' }];
  },
});

function start(request: VideoRequest, context: CodecContext, warnings: Warning[]): WireRequest {
  const { model, prompt, durationSeconds, aspectRatio, resolution, seed, vendor } = request;
  if (model === undefined)
    throw new KitError('invalid-request', 'video: `model` is required, of the request or of the provider.', {
      field: 'model',
    });
  const elsewhere = 'There is no common field for it: say it in `vendor.openrouter`. Left out.';
  warnings.push(...leftOut(request, ['negativePrompt', 'image'], elsewhere));
  const value: JsonObject = {
    model,
    prompt,
    ...(durationSeconds !== undefined && { duration: durationSeconds }),
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
    ...(resolution !== undefined && { resolution }),
    ...(seed !== undefined && { seed }),
    ...(vendorOptions(vendor, context, 'openrouter') as JsonObject | undefined),
  };
  return { path: '/videos', body: { type: 'json', value } };
}

const states: Readonly<Record<string, JobState>> = {
  completed: 'succeeded',
  succeeded: 'succeeded',
  done: 'succeeded',
  failed: 'failed',
  error: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  expired: 'expired',
};

function statusOf(reply: WireReply): JobStatus {
  const row = recordOf(reply.json());
  const rawState = stringOf(row?.status);
  const state = (rawState !== undefined && Object.hasOwn(states, rawState) ? states[rawState] : undefined) ?? 'running';
  const percent = numberOf(row?.progress);
  const message = stringOf(recordOf(row?.error)?.message) ?? stringOf(row?.error) ?? 'The video failed.';
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(percent !== undefined && { progress: percent / 100 }),
    ...(state === 'failed' && { error: new KitError('server', `OpenRouter: ${message}`, { retry: 'never' }) }),
  };
}
