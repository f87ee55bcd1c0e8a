// video: a job, as videos take minutes.
import type { Call, VideoJob, VideoRequest, VideoResult } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { base64ToBytes, recordOf } from '@kit/wire';
import { jobPath, queueJob, submission, submit } from '../queue/queue.ts';
import type { FalSettings } from '../settings.ts';
import { falOptions, given, type Keys } from '../vendor-options.ts';
import { linkOf } from './links.ts';
import { filesIn } from './output-files.ts';

export function videoOperation(settings: FalSettings): ShownOperation<'video'> {
  return {
    async handle(call, exchange): Promise<VideoJob> {
      const { request } = call;
      const definition = (jobId: string) => queueJob(call as never, jobId, videosOf, settings);
      if ('attach' in request) return exchange.job(call as unknown as Call, definition(request.attach));
      const draft = draftOf(request, exchange.codec(call));
      const { jobId, reply, call: pinned } = await submit(call as never, exchange, draft, settings);
      return exchange.job({ ...call, ...pinned } as unknown as Call, { ...definition(jobId), reply });
    },
    inspect({ request }, codec) {
      if ('attach' in request) return { method: 'GET', path: jobPath(request.attach) };
      return submission(draftOf(request, codec));
    },
  };
}

function draftOf(request: VideoRequest, keys: Keys) {
  const { model, prompt, image, durationSeconds, aspectRatio, resolution, negativePrompt, seed } = request;
  return {
    model,
    input: given({
      prompt,
      image_url: image && linkOf(image),
      // A text on most wires: "5".
      duration: durationSeconds === undefined ? undefined : String(durationSeconds),
      aspect_ratio: aspectRatio,
      resolution,
      negative_prompt: negativePrompt,
      seed,
      ...falOptions(request.vendor, keys),
    }),
  };
}

function videosOf(output: unknown): VideoResult {
  return {
    videos: filesIn(recordOf(output) ?? {}, 'videos', 'video').map(({ data, ...file }) => {
      const bytes = data === undefined ? undefined : base64ToBytes(data);
      return { ...file, ...(bytes && { data: bytes }) };
    }),
  };
}
