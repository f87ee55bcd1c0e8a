// Videos: jobs of the API's second version, beside the first.
import {
  type Call,
  type CallContext,
  type CodecContext,
  type JobState,
  type JobStatus,
  type JsonObject,
  KitError,
  type VideoRequest,
  type VideoResult,
  vendorOptions,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { formatDataUrl, type JsonRecord, numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';

type Attached = { readonly attach: string };

export const videoOperation: HandledOperation<'video'> = {
  inspect: ({ request }, codec) => ('attach' in request ? look(request.attach, codec) : encodeVideo(request, codec)),
  async handle(call, exchange) {
    const { request } = call;
    if ('attach' in request) return videoJob(call, exchange, (request as Attached).attach);
    const { wire, warnings } = encodeVideo(request, exchange.codec(call));
    exchange.checked(call, warnings);
    const reply = await exchange.send(call, wire);
    const id = stringOf(recordOf(reply.json())?.id);
    if (id === undefined) throw new KitError('invalid-response', 'The reply holds no video.');
    return videoJob(call, exchange, id, { reply, warnings });
  },
};

/** The second version lies beside the first. */
const place = ({ origin }: CodecContext) => `${(origin.endpoint ?? '').replace(/\/v1$/, '/v2')}/videos`;

function look(id: string, codec: CodecContext): WireRequest {
  return { method: 'GET', url: `${place(codec)}/${encodeURIComponent(id)}` };
}

function encodeVideo(request: VideoRequest, codec: CodecContext): { wire: WireRequest; warnings: Warning[] } {
  const { model, prompt, image, durationSeconds, aspectRatio, resolution, negativePrompt, seed } = request;
  const warnings: Warning[] = [];
  const [, width, height] = /^(\d+)x(\d+)$/.exec(resolution ?? '') ?? [];
  const size = width === undefined ? { resolution } : { width: Number(width), height: Number(height) };
  if (aspectRatio !== undefined)
    warnings.push({ feature: 'aspectRatio', detail: 'The vendor takes width and height, as `resolution`; left out.' });
  const link = image && linkOf(image, warnings);
  const value = withoutUndefined({
    model,
    prompt,
    ...(durationSeconds !== undefined && { seconds: String(durationSeconds) }),
    ...size,
    negative_prompt: negativePrompt,
    seed,
    ...(link !== undefined && { frame_images: [{ input_image: link }] }),
    ...vendorOptions(request.vendor, codec, 'together-video'),
  });
  return { wire: { url: place(codec), body: { type: 'json', value } }, warnings };
}

function linkOf(image: NonNullable<VideoRequest['image']>, warnings: Warning[]): string | undefined {
  if ('url' in image) return image.url;
  if ('data' in image) return formatDataUrl(image.mediaType, image.data);
  warnings.push({ feature: 'image', detail: 'A picture by file id cannot be sent; left out.' });
  return undefined;
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}

function videoJob(
  call: Call<'video'>,
  exchange: Exchange,
  id: string,
  made: { readonly reply?: WireReply; readonly warnings?: readonly Warning[] } = {},
) {
  const ask = async (asking: Exchange, context: CallContext): Promise<JsonRecord> => {
    const asked = { operation: 'video', context } as const;
    const reply = await asking.send(asked, look(id, asking.codec(asked)));
    return recordOf(reply.json()) ?? {};
  };
  return exchange.job<VideoResult>(call as unknown as Call, {
    id,
    ...made,
    pollMs: 2_000,
    status: async (asking, context) => statusOf(await ask(asking, context)),
    results: async (asking, context) => videosOf(await ask(asking, context)),
  });
}

const states: Readonly<Record<string, JobState>> = {
  queued: 'queued',
  pending: 'queued',
  in_progress: 'running',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
};

function statusOf(row: JsonRecord): JobStatus {
  const rawState = stringOf(row.status);
  const word = rawState?.toLowerCase() ?? '';
  const state = Object.hasOwn(states, word) ? (states[word] as JobState) : 'running';
  const createdAt = parseTimestamp(row.created_at);
  const endedAt = parseTimestamp(row.completed_at);
  const words = stringOf(recordOf(row.error)?.message) ?? 'The video failed.';
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(createdAt !== undefined && { createdAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(state === 'failed' && { error: new KitError('server', words) }),
  };
}

function videosOf(row: JsonRecord): VideoResult {
  const url = stringOf(recordOf(row.outputs)?.video_url);
  if (url === undefined) throw new KitError('invalid-response', 'The finished job holds no video.');
  const durationSeconds = numberOf(row.seconds);
  return { videos: [{ url, ...(durationSeconds !== undefined && { durationSeconds }) }] };
}
