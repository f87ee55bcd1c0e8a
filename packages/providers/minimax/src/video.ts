// Videos: a task, and a file where it is done.
import { type JobState, type JsonObject, vendorOptions, type WireReply } from '@kit/core';
import { leftOut, type VideoWire } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';
import { wordOf } from './files.ts';
import { linkOf } from './image.ts';

const states: Readonly<Record<string, JobState>> = {
  preparing: 'queued',
  queueing: 'queued',
  processing: 'running',
  success: 'succeeded',
  fail: 'failed',
};

export const videoWire: VideoWire = {
  start(request, codec, warnings) {
    const { model, prompt, image, durationSeconds, resolution, vendor } = request;
    warnings.push(...leftOut(request, ['aspectRatio', 'negativePrompt', 'seed']));
    const value: JsonObject = {
      ...(model !== undefined && { model }),
      prompt,
      ...(image && { first_frame_image: linkOf(image) }),
      ...(durationSeconds !== undefined && { duration: durationSeconds }),
      ...(resolution !== undefined && { resolution }),
      ...(vendorOptions(vendor, codec, 'minimax') as JsonObject | undefined),
    };
    return { path: '/video_generation', body: { type: 'json', value } };
  },
  idOf: (reply) => wordOf(taskOf(reply).task_id),
  look: (id) => ({ method: 'GET', path: '/query/video_generation', query: { task_id: id } }),
  statusOf(reply, codec) {
    const task = taskOf(reply);
    const rawState = stringOf(task.status);
    const state = states[rawState?.toLowerCase() ?? ''] ?? 'running';
    return {
      state,
      ...(rawState !== undefined && { rawState }),
      ...(state === 'failed' && { error: codec.failure({ body: task }) }),
    };
  },
  async videosOf(reply, send) {
    const id = wordOf(taskOf(reply).file_id) ?? '';
    const found = await send({ method: 'GET', path: '/files/retrieve', query: { file_id: id } });
    const url = stringOf(recordOf(recordOf(found.json())?.file)?.download_url);
    return url === undefined ? [] : [{ url }];
  },
};

const taskOf = (reply: WireReply) => recordOf(reply.json()) ?? {};
