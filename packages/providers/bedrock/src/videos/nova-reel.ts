// What Nova Reel is asked: one shot of six seconds, or several that it divides by itself.
import type { JsonObject, VideoRequest, Warning } from '@kit/core';
import { leftOut } from '@kit/http';
import { encodeImage } from '../converse/encode-media.ts';

const shotSeconds = 6;
/** The one size that there is. */
const wide = '1280x720';

export function reelInput(request: VideoRequest, warnings: Warning[]): JsonObject {
  const { durationSeconds = shotSeconds, resolution, aspectRatio, seed } = request;
  warnings.push(...leftOut(request, ['negativePrompt'], 'Nova Reel has none; say it in the prompt. Left out.'));
  if (aspectRatio !== undefined && aspectRatio !== '16:9')
    warnings.push({ feature: 'aspectRatio', detail: 'Nova Reel has 16:9 alone; left out.' });
  const isSize = /^\d+x\d+$/.test(resolution ?? '');
  if (resolution !== undefined && !isSize && resolution !== '720p')
    warnings.push({ feature: 'resolution', detail: `Nova Reel takes width and height, as in "${wide}"; left out.` });
  return {
    ...task(request, durationSeconds, warnings),
    videoGenerationConfig: {
      durationSeconds,
      fps: 24,
      dimension: isSize ? (resolution as string) : wide,
      ...(seed !== undefined && { seed }),
    },
  };
}

function task(request: VideoRequest, seconds: number, warnings: Warning[]): JsonObject {
  const { prompt: text, image } = request;
  if (seconds > shotSeconds) {
    warnings.push(...leftOut(request, ['image'], `A picture begins videos of ${shotSeconds} seconds alone; left out.`));
    return { taskType: 'MULTI_SHOT_AUTOMATED', multiShotAutomatedParams: { text } };
  }
  const first = image && (encodeImage({ type: 'image', source: image }, 'image').image as JsonObject);
  return { taskType: 'TEXT_VIDEO', textToVideoParams: { text, ...(first && { images: [first] }) } };
}
