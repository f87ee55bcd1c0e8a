// Videos: a task, its result at the place of all results.
import { type CodecContext, type JobState, type JsonObject, vendorOptions, type WireReply } from '@kit/core';
import { leftOut, mediaLink, type VideoWire } from '@kit/http';
import { arrayOf, recordOf, stringOf } from '@kit/wire';

const states: Readonly<Record<string, JobState>> = { PROCESSING: 'running', SUCCESS: 'succeeded', FAIL: 'failed' };

export const video: VideoWire = {
  start(request, codec, warnings) {
    const { model, prompt, image, durationSeconds, resolution, vendor } = request;
    warnings.push(...leftOut(request, ['aspectRatio', 'negativePrompt', 'seed']));
    const picture = image && mediaLink(image);
    if (image && picture === undefined)
      warnings.push({ feature: 'image', detail: 'A picture by file id cannot be sent; left out.' });
    const value: JsonObject = {
      ...(model !== undefined && { model }),
      prompt,
      ...(picture !== undefined && { image_url: picture }),
      ...(durationSeconds !== undefined && { duration: durationSeconds }),
      ...(resolution !== undefined && { size: resolution }),
      ...(vendorOptions(vendor, codec, 'zhipu') as JsonObject | undefined),
    };
    return { path: '/videos/generations', body: { type: 'json', value } };
  },
  idOf: (reply) => stringOf(taskOf(reply).id),
  look: (id) => ({ method: 'GET', path: `/async-result/${encodeURIComponent(id)}` }),
  statusOf(reply, codec) {
    const task = taskOf(reply);
    const rawState = stringOf(task.task_status);
    const state = states[rawState ?? ''] ?? 'running';
    return {
      state,
      ...(rawState !== undefined && { rawState }),
      ...(state === 'failed' && { error: failureOf(task, codec) }),
    };
  },
  videosOf: (reply) =>
    arrayOf(taskOf(reply).video_result).flatMap((row) => {
      const url = stringOf(recordOf(row)?.url);
      return url === undefined ? [] : [{ url }];
    }),
};

const taskOf = (reply: WireReply) => recordOf(reply.json()) ?? {};
const failureOf = (task: Readonly<Record<string, unknown>>, codec: CodecContext) => codec.failure({ body: task });
