// video: a job, as videos take minutes.
import {
  type Call,
  type CodecContext,
  type JsonObject,
  KitError,
  type VideoCall,
  type VideoRequest,
  type VideoResult,
} from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { base64ToBytes } from '@kit/wire';
import { type HandleAsk, jobBody, jobHandle, shownHandle } from '../jobs/run.ts';
import type { Settings } from '../options.ts';
import { filesOf, linkOf } from './by-job.ts';

export function videoOperation(settings: Settings): ShownOperation<'video'> {
  return {
    handle: async (call, exchange) =>
      jobHandle(call as unknown as Call, exchange, settings, askOf(call.request, exchange.codec(call)), videosOf),
    inspect: ({ request }, codec) => shownHandle(request, settings, askOf(request, codec)),
  };
}

function askOf(request: VideoCall, codec: CodecContext): HandleAsk {
  if ('attach' in request) return { attach: request.attach, body: () => ({}) };
  return { body: () => jobBody(videoInput(request), request.vendor, codec) };
}

function videoInput(request: VideoRequest): JsonObject {
  const { prompt, image, durationSeconds, aspectRatio, resolution, negativePrompt, seed } = request;
  const isSize = resolution !== undefined && /^\d+[x*]\d+$/.test(resolution);
  return {
    prompt,
    ...(image && { image: linkOf(image) }),
    ...(durationSeconds !== undefined && { duration: durationSeconds }),
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
    // `1280*720` is a size there, `720p` a resolution.
    ...(resolution !== undefined && (isSize ? { size: resolution.replace('x', '*') } : { resolution })),
    ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
    ...(seed !== undefined && { seed }),
  };
}

function videosOf({ output }: { readonly output?: unknown }): VideoResult {
  const videos = filesOf(output, 'video_url', 'result', 'video', 'videos').map(({ url, data, mediaType }) => {
    const bytes = data === undefined ? undefined : base64ToBytes(data);
    return {
      ...(url !== undefined && { url }),
      ...(bytes && { data: bytes }),
      ...(mediaType !== undefined && { mediaType }),
    };
  });
  if (videos.length === 0) throw new KitError('invalid-response', 'The job made no video.');
  return { videos };
}
