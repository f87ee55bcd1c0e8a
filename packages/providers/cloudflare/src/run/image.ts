// Pictures: some models answer the picture itself, others base64 in JSON; FLUX.2 takes a form.
import {
  type FormField,
  type ImageRequest,
  type JsonObject,
  type JsonValue,
  KitError,
  type MediaSource,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type Warning,
  type WireBody,
} from '@kit/core';
import { base64ToBytes, bytesToBase64, recordOf, stringOf } from '@kit/wire';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';

const transformer: Transformer<'image'> = {
  encode(request, context) {
    const { model = '', prompt, negativePrompt, seed } = request;
    const warnings: Warning[] = [];
    const [width, height] = sizeOf(request, warnings);
    for (const field of ['quality', 'style', 'background', 'format', 'user'] as const)
      if (request[field] !== undefined) warnings.push({ feature: field, detail: 'Cannot be said here; left out.' });
    if ((request.n ?? 1) > 1) warnings.push({ feature: 'n', detail: 'One picture comes with each request.' });
    const fields: JsonObject = {
      prompt,
      ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(seed !== undefined && { seed }),
    };
    const own = vendorOptions(request.vendor, context, 'cloudflare-run') as JsonObject | undefined;
    const pictures = (request.images ?? []).map((source) => dataOf(source, 'images'));
    const mask = request.mask && dataOf(request.mask, 'mask');
    const body: WireBody = takesForm(model)
      ? { type: 'form', fields: formOf({ ...fields, ...own }, pictures) }
      : { type: 'json', value: { ...fields, ...pictureFields(pictures, mask), ...own } };
    return { wire: { body }, warnings, state: undefined };
  },
  decode(reply, _, { provider }) {
    const type = reply.headers['content-type']?.split(';', 1)[0]?.trim() ?? '';
    const usage = { state: 'reported', units: { images: 1 } } as const;
    if (type.startsWith('image/') && reply.bytes.length > 0)
      return { images: [{ data: bytesToBase64(reply.bytes), mediaType: type }], usage };
    const result = recordOf(resultOf(reply.json()));
    const data = stringOf(result?.image) ?? stringOf(recordOf(result?.image)?.data);
    if (!data) throw new KitError('invalid-response', 'The reply holds no picture.', { provider });
    return { images: [{ data, mediaType: typeOf(data) }], usage };
  },
};

const takesForm = (model: string) => /flux-2/.test(model);

function sizeOf({ size, aspectRatio }: ImageRequest, warnings: Warning[]): [number?, number?] {
  if (aspectRatio !== undefined)
    warnings.push({ feature: 'aspectRatio', detail: 'The size is said in pixels (`size`); left out.' });
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? [];
  if (size !== undefined && width === undefined)
    warnings.push({ feature: 'size', detail: 'A size is written `1024x768`; left out.' });
  return width === undefined ? [] : [Number(width), Number(height)];
}

/** Pictures to begin with; the mask as numbers, as the models want it. */
function pictureFields([first]: readonly string[], mask: string | undefined): JsonObject {
  return {
    ...(first !== undefined && { image_b64: first }),
    ...(mask !== undefined && { mask: [...bytesOf(mask)] }),
  };
}

function formOf(fields: JsonObject, pictures: readonly string[]): FormField[] {
  return [
    ...Object.entries(fields).map(([name, value]) => ({ name, value: wordOf(value) })),
    ...pictures.map((data, at) => ({
      name: `input_image_${at}`,
      data: bytesOf(data),
      fileName: `input_${at}`,
      mediaType: typeOf(data),
    })),
  ];
}

/** @throws KitError `invalid-request` for what is no base64 */
function bytesOf(data: string): Uint8Array {
  const bytes = base64ToBytes(data);
  if (!bytes) throw new KitError('invalid-request', 'A picture must be bytes or base64.', { field: 'images' });
  return bytes;
}

const wordOf = (value: JsonValue | undefined) => (typeof value === 'string' ? value : JSON.stringify(value));

/** @throws KitError `unsupported` for what is not data */
function dataOf(source: MediaSource, field: string): string {
  const { data } = source as { readonly data?: Uint8Array | string };
  if (data === undefined)
    throw new KitError('unsupported', 'Cloudflare takes pictures as data alone: fetch it, or give its bytes.', {
      field,
    });
  return typeof data === 'string' ? data : bytesToBase64(data);
}

const typeOf = (data: string) =>
  data.startsWith('/9j/') ? 'image/jpeg' : data.startsWith('UklGR') ? 'image/webp' : 'image/png';

export const imageDeclaration: OperationDeclaration<'image'> = {
  endpoint: { path: ({ model = '' }) => runPath(model) },
  transformer,
};
