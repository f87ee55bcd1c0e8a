// POST /images/generations and /images/edits.
import type { GeneratedImage, ImageRequest, ImageResponse, JsonValue, MediaSource, ServerFace } from '@kit/core';
import { systemEnvironment } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';
import { sourceOfUrl } from '../reply/media.ts';
import { isForm, type WireForm } from './forms.ts';
import { encodeResponsesUsage } from './responses/encode-response.ts';
import { vendorOf, WireFields, wrong } from './wire-fields.ts';

const seconds = () => Math.floor(systemEnvironment.now() / 1000);

/** POST /images/generations (JSON) and /images/edits (a form, or JSON with references). */
export const imageFace: ServerFace<'image'> = {
  decodeRequest(body, { model } = {}): ImageRequest {
    const fields = new WireFields(isForm(body) ? withNumbers(body) : body);
    const prompt = fields.string('prompt');
    if (prompt === undefined) throw wrong('prompt', 'expected a string');
    const uploaded = isForm(body) ? body.files : [];
    const images: MediaSource[] = uploaded
      .filter(({ name }) => name === 'image' || name === 'image[]')
      .map(({ data, mediaType }) => ({ data, mediaType }));
    const upload = uploaded.find(({ name }) => name === 'mask');
    for (const reference of fields.list('images') ?? []) images.push(referenced(reference, 'images'));
    const maskReference = fields.take('mask');
    const mask: MediaSource | undefined = upload
      ? { data: upload.data, mediaType: upload.mediaType }
      : maskReference === undefined
        ? undefined
        : referenced(maskReference, 'mask');
    const asked = fields.string('model') ?? model;
    const texts = {
      size: fields.string('size'),
      quality: fields.string('quality'),
      style: fields.string('style'),
      format: fields.string('output_format'),
      user: fields.string('user'),
    };
    const n = fields.count('n');
    const background = fields.string('background');
    return {
      ...(asked !== undefined && { model: asked }),
      prompt,
      ...(images.length > 0 && { images }),
      ...(mask && { mask }),
      ...(n !== undefined && { n }),
      ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
      ...(background !== undefined && { background: background as NonNullable<ImageRequest['background']> }),
      ...vendorOf('openai-image', fields.rest()),
    };
  },
  encodeResponse({ images, usage }: ImageResponse): JsonValue {
    return {
      created: seconds(),
      data: images.map(imageRow),
      ...(usage?.inputTokens !== undefined && { usage: encodeResponsesUsage(usage) }),
    };
  },
};

/** Text fields of a form, with numbers where they are meant. */
function withNumbers({ fields }: WireForm): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, name === 'n' ? (numberOf(value) ?? value) : value]),
  );
}

function referenced(value: unknown, field: string): MediaSource {
  const reference = recordOf(value);
  if (typeof reference?.file_id === 'string') return { fileId: reference.file_id };
  if (typeof reference?.image_url === 'string') return sourceOfUrl(reference.image_url);
  throw wrong(field, 'expected { image_url } or { file_id }');
}

function imageRow({ url, data, revisedPrompt }: GeneratedImage): JsonValue {
  return {
    ...(data !== undefined && { b64_json: data }),
    ...(url !== undefined && { url }),
    ...(revisedPrompt !== undefined && { revised_prompt: revisedPrompt }),
  };
}
