// Images: POST /images/generations; POST /images/edits where the request brings images.
import type {
  CodecContext,
  Decoded,
  Encoded,
  FormField,
  GeneratedImage,
  ImageRequest,
  ImageResponse,
  JsonObject,
  JsonValue,
  MediaSource,
  Transformer,
  Usage,
  Warning,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { base64ToBytes, dataUrlToBase64, recordOf, stringOf } from '@kit/wire';
import type { ImageDialect, ImageField } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { type Draft, finishBody, vendorFields } from '../request/body.ts';
import { type DataSource, fileNameFor, isData, urlOf } from '../request/media.ts';
import { type FieldNames, putFields } from '../request/settings.ts';
import { responsesUsage } from '../responses/usage.ts';

export const imageWire = 'openai-image';

/** gpt-image-*: the newest are what an unknown model is taken for. dall-e has `style` and `response_format` (see rules). */
const openaiFields: FieldNames<ImageField> = {
  n: 'n',
  size: 'size',
  aspectRatio: false,
  quality: 'quality',
  style: false,
  background: 'background',
  format: 'output_format',
  negativePrompt: false,
  seed: false,
  user: 'user',
};

export function imageTransformer(dialect: ImageDialect = {}): Transformer<'image', undefined> {
  return {
    encode: (request, context) => encodeImage(request, context, dialect),
    decode: (reply, _state, context) => decodeImage(reply, context, dialect),
  };
}

function encodeImage(request: ImageRequest, context: CodecContext, dialect: ImageDialect): Encoded<undefined> {
  const encoded = encodeFields(request, context, dialect);
  if (!dialect.rewrite) return encoded;
  const warnings = [...encoded.warnings];
  return { ...encoded, wire: dialect.rewrite(encoded.wire, { request, context, warnings }), warnings };
}

function encodeFields(request: ImageRequest, context: CodecContext, dialect: ImageDialect): Encoded<undefined> {
  const rules = dialect.rules?.(request.model ?? '', request);
  const warnings: Warning[] = [];
  const own = vendorFields(request, context, imageWire);
  const draft: Draft = { model: request.model, prompt: request.prompt };
  const { n, size, aspectRatio, quality, style, background, format, negativePrompt, seed, user } = request;
  putFields(
    { n, size, aspectRatio, quality, style, background, format, negativePrompt, seed, user },
    { ...openaiFields, ...dialect.fields, ...rules?.fields },
    draft,
    warnings,
  );
  const extra = rules?.extra ?? dialect.extra;
  const { images = [], mask } = request;
  if (images.length === 0)
    return { wire: { body: { type: 'json', value: finishBody(draft, own, extra) } }, warnings, state: undefined };
  const path = dialect.editPath ?? '/images/edits';
  const inline = [...images, ...(mask ? [mask] : [])].every(isData);
  if (inline && dialect.edits !== 'json') {
    return {
      wire: {
        path,
        body: {
          type: 'form',
          fields: editForm(
            finishBody(draft, own, extra),
            images as readonly DataSource[],
            mask as DataSource | undefined,
          ),
        },
      },
      warnings,
      state: undefined,
    };
  }
  draft.images = images.map(reference);
  if (mask) draft.mask = reference(mask);
  return { wire: { path, body: { type: 'json', value: finishBody(draft, own, extra) } }, warnings, state: undefined };
}

function reference(source: MediaSource): JsonObject {
  return 'fileId' in source ? { file_id: source.fileId } : { image_url: urlOf(source) as string };
}

function editForm(body: JsonObject, images: readonly DataSource[], mask: DataSource | undefined): FormField[] {
  const fields: FormField[] = Object.entries(body).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  for (const [index, image] of images.entries()) fields.push(fileField('image[]', image, `image-${index}`));
  if (mask) fields.push(fileField('mask', mask, 'mask'));
  return fields;
}

function fileField(name: string, { data, mediaType }: DataSource, stem: string): FormField {
  const bytes = typeof data === 'string' ? base64ToBytes(data) : data;
  if (!bytes) throw new KitError('invalid-request', `image: \`${name}\` is not base64.`, { field: 'images' });
  return { name, data: bytes, fileName: fileNameFor(mediaType, stem), mediaType };
}

function decodeImage(reply: WireReply, context: CodecContext, dialect: ImageDialect): Decoded<ImageResponse> {
  const body = recordOf(reply.json());
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  const rows = body?.data ?? body?.images;
  if (!body || !Array.isArray(rows))
    throw new KitError('invalid-response', 'The reply holds no images.', { provider: context.provider });
  const format = stringOf(body.output_format);
  const images = rows.map((row) => imageOf(row, format));
  const cost = dialect.cost?.(recordOf(body.usage) ?? {}, body);
  return { images, usage: imageUsage(body.usage, images.length), ...(cost && { cost }), meta: {} };
}

function imageOf(value: unknown, format: string | undefined): GeneratedImage {
  const row = recordOf(value);
  const encoded = stringOf(row?.b64_json) ?? stringOf(row?.image);
  const link = stringOf(row?.url) ?? (typeof value === 'string' ? value : undefined);
  const inline = (encoded ?? link)?.startsWith('data:') ? dataUrlToBase64((encoded ?? link) as string) : undefined;
  const data = inline?.base64 ?? encoded;
  const mediaType =
    inline?.mediaType ??
    stringOf(row?.mime_type) ??
    stringOf(row?.media_type) ??
    (data !== undefined ? `image/${format ?? 'png'}` : undefined);
  const revisedPrompt = stringOf(row?.revised_prompt);
  return {
    ...(data !== undefined ? { data } : link !== undefined && { url: link }),
    ...(mediaType !== undefined && { mediaType }),
    ...(revisedPrompt && { revisedPrompt }),
  };
}

function imageUsage(raw: unknown, images: number): Usage {
  const tokens = responsesUsage(raw);
  const units = { ...tokens?.units, images };
  return tokens ? { ...tokens, units } : { state: 'reported', units, ...(recordOf(raw) && { raw: raw as JsonValue }) };
}
