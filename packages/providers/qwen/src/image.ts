// Images: Qwen's models draw while one waits, the Wan models as a task that is looked at until it is done.
import {
  type CodecContext,
  type GeneratedImage,
  type ImageRequest,
  type ImageResponse,
  type JsonObject,
  KitError,
  vendorOptions,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { finishedTask, leftOut, mediaLink, type ShownOperation } from '@kit/http';
import { arrayOf, recordOf, stringOf } from '@kit/wire';
import { asTask, lookAt, outputOf, taskOf, taskStatus } from './tasks.ts';

const unknown = ['mask', 'aspectRatio', 'quality', 'style', 'background', 'format', 'user'] as const;

export function imageOperation(native: string): ShownOperation<'image'> {
  return {
    async handle(call, exchange) {
      const { wire, warnings } = encodeImage(call.request, exchange.codec(call), native);
      exchange.checked(call, warnings);
      const first = await exchange.send(call, wire);
      const task = taskOf(first);
      const look = { look: lookAt(native, task ?? ''), statusOf: taskStatus };
      const reply = task === undefined ? first : await finishedTask(call, exchange, look);
      return { ...decodeImages(reply, exchange.provider), meta: exchange.meta(call.context, reply), warnings };
    },
    inspect: ({ request }, codec) => encodeImage(request, codec, native),
  };
}

const isTask = (model: string) => /^wan|stable|flux/i.test(model);

function encodeImage(
  request: ImageRequest,
  codec: CodecContext,
  native: string,
): { readonly wire: WireRequest; readonly warnings: readonly Warning[] } {
  const { model = '', prompt, images = [], n, size, seed, negativePrompt, vendor } = request;
  const warnings = leftOut(request, unknown);
  const task = isTask(model);
  if (task && images.length > 0)
    warnings.push({ feature: 'images', detail: 'This model draws from words alone; left out.' });
  const parameters: JsonObject = {
    // 1024x1024 is 1024*1024 here.
    ...(size !== undefined && { size: size.replace(/x/i, '*') }),
    ...(n !== undefined && { n }),
    ...(seed !== undefined && { seed }),
    ...(negativePrompt !== undefined && !task && { negative_prompt: negativePrompt }),
    ...(vendorOptions(vendor, codec, 'qwen') as JsonObject | undefined),
  };
  const input: JsonObject = task
    ? { prompt, ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }) }
    : { messages: [{ role: 'user', content: [...images.map(pictureOf), { text: prompt }] }] };
  const path = task ? 'text2image/image-synthesis' : 'multimodal-generation/generation';
  return {
    wire: {
      url: `${native}/services/aigc/${path}`,
      ...(task && { headers: asTask }),
      body: { type: 'json', value: { model, input, parameters } },
    },
    warnings,
  };
}

function pictureOf(source: NonNullable<ImageRequest['images']>[number]): JsonObject {
  const image = mediaLink(source);
  if (image === undefined)
    throw new KitError('unsupported', 'image: a picture by file id cannot be sent.', { field: 'images' });
  return { image };
}

/** Messages with pictures in them, or a list of links. */
function decodeImages(reply: WireReply, provider: string): Pick<ImageResponse, 'images' | 'usage'> {
  const output = outputOf(reply);
  const contents = arrayOf(output.choices).flatMap((choice) =>
    arrayOf(recordOf(recordOf(choice)?.message)?.content).map((part) => recordOf(part)?.image),
  );
  const links = [...contents, ...arrayOf(output.results).map((row) => recordOf(row)?.url)];
  const images = links.flatMap((link): GeneratedImage[] => {
    const url = stringOf(link);
    return url === undefined ? [] : [{ url }];
  });
  if (images.length === 0) throw new KitError('invalid-response', 'The reply holds no images.', { provider });
  return { images, usage: { state: 'reported', units: { images: images.length } } };
}
