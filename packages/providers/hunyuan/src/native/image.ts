// Images: the light model draws while one waits, the large one as a task that the call waits for.
import {
  type CodecContext,
  type GeneratedImage,
  type ImageRequest,
  type JobState,
  type JobStatus,
  type JsonObject,
  type JsonValue,
  KitError,
  type MediaSource,
  vendorOptions,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { finishedTask, type HandledOperation, leftOut } from '@kit/http';
import { arrayOf, bytesToBase64, stringOf } from '@kit/wire';
import { actionHeaders, unwrapped } from './action.ts';

const unknown = ['mask', 'quality', 'background', 'format', 'user', 'aspectRatio'] as const;

export const imageOperation: HandledOperation<'image'> = {
  async handle(call, exchange) {
    const { wire, warnings } = encodeImage(call.request, exchange.codec(call));
    exchange.checked(call, warnings);
    const first = await exchange.send(call, wire);
    const job = stringOf(unwrapped(first.json()).JobId);
    const reply = job === undefined ? first : await finishedTask(call, exchange, lookAt(job));
    const images = imagesOf(reply);
    if (images.length === 0)
      throw new KitError('invalid-response', 'The reply holds no images.', { provider: exchange.provider });
    const usage = { state: 'reported', units: { images: images.length } } as const;
    return { images, usage, meta: exchange.meta(call.context, reply), warnings };
  },
  inspect: ({ request }, codec) => encodeImage(request, codec),
};

const states: Readonly<Record<string, JobState>> = { 1: 'queued', 2: 'running', 4: 'failed', 5: 'succeeded' };

/** Where the task stands. A reply that does not say it is no word of the vendor's. */
function statusOf(reply: WireReply, codec: CodecContext): JobStatus {
  const { JobStatusCode: status, JobErrorCode: Code, JobErrorMsg: Message } = unwrapped(reply.json());
  const state = states[String(status)];
  if (state === undefined)
    throw new KitError('invalid-response', 'The reply does not say where the task stands.', {
      provider: codec.provider,
    });
  const failure = { body: { Response: { Error: { Code, Message } } } };
  return { state, ...(state === 'failed' && { error: codec.failure(failure) }) };
}

/** The light model, unless the large one is named: the provider's own model is one for chats. */
const isTask = (model: string | undefined) => model !== undefined && /image/i.test(model) && !/lite/i.test(model);

function encodeImage(
  request: ImageRequest,
  codec: CodecContext,
): { readonly wire: WireRequest; readonly warnings: readonly Warning[] } {
  const { model, prompt, images = [], n, size, style, seed, negativePrompt, vendor } = request;
  const warnings = leftOut(request, unknown);
  const task = isTask(model);
  if (images.length > 1 || (images.length > 0 && !task)) warnings.push(...leftOut(request, ['images']));
  if (!task && n !== undefined && n > 1) warnings.push(...leftOut(request, ['n']));
  const [picture] = images;
  const body: JsonObject = {
    Prompt: prompt,
    ...(negativePrompt !== undefined && { NegativePrompt: negativePrompt }),
    ...(style !== undefined && { Style: style }),
    ...(size !== undefined && { Resolution: size.replace(/x/i, ':') }),
    ...(seed !== undefined && { Seed: seed }),
    ...(task ? { ...(n !== undefined && { Num: n }) } : { RspImgType: 'url' }),
    ...(task && picture && { ContentImage: pictureOf(picture) }),
    ...(vendorOptions(vendor, codec, 'hunyuan') as JsonObject | undefined),
  };
  return { wire: asked(task ? 'SubmitHunyuanImageJob' : 'TextToImageLite', body), warnings };
}

const lookAt = (job: string) => ({ look: asked('QueryHunyuanImageJob', { JobId: job }), statusOf });

const asked = (action: string, value: JsonValue): WireRequest => ({
  path: '/',
  headers: actionHeaders(action),
  body: { type: 'json', value },
});

function pictureOf(source: MediaSource): JsonObject {
  if ('url' in source) return { ImageUrl: source.url };
  if ('data' in source)
    return { ImageBase64: typeof source.data === 'string' ? source.data : bytesToBase64(source.data) };
  throw new KitError('unsupported', 'image: a picture by file id cannot be sent.', { field: 'images' });
}

/** One link or base64 text, or a list of links. */
function imagesOf(reply: WireReply): GeneratedImage[] {
  const { ResultImage } = unwrapped(reply.json());
  return (Array.isArray(ResultImage) ? arrayOf(ResultImage) : [ResultImage]).flatMap((value): GeneratedImage[] => {
    const image = stringOf(value);
    if (image === undefined || image === '') return [];
    return [/^https?:/.test(image) ? { url: image } : { data: image, mediaType: 'image/jpeg' }];
  });
}
