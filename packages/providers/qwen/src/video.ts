// Videos: tasks of the vendor's own wire.
import { type JsonObject, vendorOptions } from '@kit/core';
import { videoOperation as jobOperation, leftOut, mediaLink, type VideoWire } from '@kit/http';
import { stringOf } from '@kit/wire';
import { asTask, lookAt, outputOf, taskOf, taskStatus } from './tasks.ts';

export const videoOperation = (native: string) => jobOperation(videoWire(native));

function videoWire(native: string): VideoWire {
  return {
    start(request, codec, warnings) {
      const { model, prompt, image, durationSeconds, resolution, negativePrompt, seed, vendor } = request;
      warnings.push(...leftOut(request, ['aspectRatio']));
      const picture = image && mediaLink(image);
      if (image && picture === undefined)
        warnings.push({ feature: 'image', detail: 'A picture by file id cannot be sent; left out.' });
      const input: JsonObject = {
        prompt,
        ...(picture !== undefined && { img_url: picture }),
        ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
      };
      const parameters: JsonObject = {
        ...(durationSeconds !== undefined && { duration: durationSeconds }),
        ...(resolution !== undefined && sizeOf(resolution)),
        ...(seed !== undefined && { seed }),
        ...(vendorOptions(vendor, codec, 'qwen') as JsonObject | undefined),
      };
      return {
        url: `${native}/services/aigc/video-generation/video-synthesis`,
        headers: asTask,
        body: { type: 'json', value: { ...(model !== undefined && { model }), input, parameters } },
      };
    },
    idOf: taskOf,
    look: (id) => lookAt(native, id),
    statusOf: taskStatus,
    videosOf(reply) {
      const url = stringOf(outputOf(reply).video_url);
      return url === undefined ? [] : [{ url }];
    },
  };
}

/** `1280x720` is a size, `720P` a resolution. */
const sizeOf = (resolution: string): JsonObject =>
  /^\d+[x*]\d+$/i.test(resolution) ? { size: resolution.replace(/x/i, '*') } : { resolution };
