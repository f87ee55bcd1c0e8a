// Images: Gemini's image models through `generateContent`, Imagen through `:predict`.
import {
  type ChatResponse,
  type CodecContext,
  type Decoded,
  type Encoded,
  type GeneratedImage,
  type ImageRequest,
  type ImageResponse,
  type JsonValue,
  KitError,
  type Transformer,
  type Warning,
  type WireReply,
} from '@kit/core';
import { arrayOf, bytesToBase64, recordOf, stringOf, type WarningList, warningList } from '@kit/wire';
import { decodeChatResponse } from './chat/decode-response.ts';
import { type ChatState, encodeChatRequest } from './chat/encode-request.ts';
import { bareModel, type GeminiDialect, methodPath } from './dialect.ts';
import { imageShape } from './image-shape.ts';
import { type Body, vendorFields, vendorRecord, withVendorFields } from './vendor-fields.ts';

/** How the answer has to be read. */
export type ImageState = { readonly api: 'predict' } | { readonly api: 'generateContent'; readonly chat: ChatState };

export function geminiImage(dialect: GeminiDialect): Transformer<'image', ImageState> {
  return {
    encode: (request, context) =>
      isImagen(request.model) ? encodeImagen(request, context, dialect) : encodeGemini(request, context, dialect),
    decode: (reply, state, context) =>
      state.api === 'predict' ? decodeImagen(reply, context) : decodeGemini(reply, state.chat, context),
  };
}

function isImagen(model: string | undefined): boolean {
  return /^(?:.*\/)?(?:imagen|imagegeneration)/.test(bareModel(model ?? ''));
}

/** One request makes one image, as a rule; whoever wants several asks several times. */
function encodeGemini(request: ImageRequest, context: CodecContext, dialect: GeminiDialect): Encoded<ImageState> {
  const warnings = warningList();
  const own = vendorFields(request.vendor, context);
  const { aspectRatio, imageSize } = imageShape(request, warnings);
  const imageConfig = {
    ...(aspectRatio !== undefined && { aspectRatio }),
    ...(imageSize !== undefined && { imageSize }),
  };
  warnOfTheRest(request, ['mask', 'style', 'quality', 'background', 'format', 'user'], warnings);
  const prompt =
    request.negativePrompt === undefined ? request.prompt : `${request.prompt}\n\nAvoid: ${request.negativePrompt}`;
  const chat = encodeChatRequest(
    {
      model: request.model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: prompt },
            ...(request.images ?? []).map((source) => ({ type: 'image' as const, source })),
          ],
        },
      ],
      seed: request.seed,
      vendor: {
        gemini: {
          ...own,
          generationConfig: {
            responseModalities: ['TEXT', 'IMAGE'],
            ...(Object.keys(imageConfig).length > 0 && { imageConfig }),
            ...vendorRecord(own, 'generationConfig'),
          },
        },
      },
    },
    context,
    dialect,
  );
  return {
    wire: {
      path: methodPath(dialect, request.model, 'generateContent'),
      body: { type: 'json', value: chat.body as JsonValue },
    },
    warnings: [...warnings.warnings, ...chat.warnings],
    state: { api: 'generateContent', chat: chat.state },
  };
}

function encodeImagen(request: ImageRequest, context: CodecContext, dialect: GeminiDialect): Encoded<ImageState> {
  const warnings = warningList();
  warnOfTheRest(request, ['images', 'mask', 'style', 'quality', 'background', 'user'], warnings);
  const { aspectRatio, imageSize } = imageShape(request, warnings);
  const parameters: Body = {
    sampleCount: request.n ?? 1,
    ...(aspectRatio !== undefined && { aspectRatio }),
    ...(imageSize !== undefined && { sampleImageSize: imageSize }),
    ...(request.negativePrompt !== undefined && { negativePrompt: request.negativePrompt }),
    ...(request.seed !== undefined && { seed: request.seed }),
    ...(request.format !== undefined && {
      outputOptions: { mimeType: request.format.includes('/') ? request.format : `image/${request.format}` },
    }),
  };
  const body = withVendorFields(
    { instances: [{ prompt: request.prompt }], parameters },
    vendorFields(request.vendor, context),
  );
  return {
    wire: { path: methodPath(dialect, request.model, 'predict'), body: { type: 'json', value: body as JsonValue } },
    warnings: warnings.warnings,
    state: { api: 'predict' },
  };
}

function warnOfTheRest(request: ImageRequest, fields: readonly (keyof ImageRequest)[], warnings: WarningList): void {
  for (const field of fields)
    if (request[field] !== undefined) warnings.add(field, `This model takes no \`${field}\`.`);
}

function decodeGemini(reply: WireReply, state: ChatState, context: CodecContext): Decoded<ImageResponse> {
  const answer = decodeChatResponse(reply, state, context);
  // Drafts that the model thought in are no images of the answer: the chat decoder keeps them apart.
  const images = answer.choices.flatMap(({ message }) =>
    typeof message.content === 'string'
      ? []
      : message.content.flatMap((part) => (part.type === 'image' ? imageOf(part.source) : [])),
  );
  if (images.length === 0 && answer.finishReason === 'content-filter') throw refused(answer, context);
  return {
    images,
    ...(answer.usage && { usage: answer.usage }),
    ...(answer.meta && { meta: answer.meta }),
    ...(images.length === 0 && { warnings: [nothingMade(answer)] }),
  };
}

function refused({ rawFinishReason }: Pick<ChatResponse, 'rawFinishReason'>, { provider }: CodecContext): KitError {
  return new KitError('content-filter', `The image was refused: ${rawFinishReason ?? 'no reason given'}.`, {
    provider,
  });
}

function nothingMade({ rawFinishReason, text }: Pick<ChatResponse, 'rawFinishReason' | 'text'>): Warning {
  const words = text === '' ? '' : ` It said: ${text.slice(0, 300)}`;
  return { feature: 'images', detail: `The model made no image (${rawFinishReason ?? 'no reason given'}).${words}` };
}

interface ImageSource {
  readonly url?: string | undefined;
  readonly data?: Uint8Array | string | undefined;
  readonly mediaType?: string | undefined;
}

function imageOf(source: ImageSource): GeneratedImage {
  const { url, data, mediaType } = source;
  return {
    ...(url !== undefined && { url }),
    ...(data !== undefined && { data: typeof data === 'string' ? data : bytesToBase64(data) }),
    ...(mediaType !== undefined && { mediaType }),
  };
}

/** What the filter took out has its place and its reason, as Google's own clients list it; if it took all, the call has failed. */
function decodeImagen(reply: WireReply, context: CodecContext): Decoded<ImageResponse> {
  const images: GeneratedImage[] = [];
  const warnings: Warning[] = [];
  const predictions = recordOf(reply.json())?.predictions;
  if (!Array.isArray(predictions))
    throw new KitError('invalid-response', 'The reply holds no images.', { provider: context.provider });
  for (const row of arrayOf(predictions)) {
    const record = recordOf(row);
    const data = stringOf(record?.bytesBase64Encoded);
    const url = stringOf(record?.gcsUri);
    const reason = stringOf(record?.raiFilteredReason);
    if (data === undefined && url === undefined) {
      if (reason === undefined) continue;
      images.push({ filtered: reason });
      warnings.push({ feature: 'images', detail: reason });
      continue;
    }
    const mediaType = stringOf(record?.mimeType);
    const revisedPrompt = stringOf(record?.prompt);
    images.push({ ...imageOf({ url, data, mediaType }), ...(revisedPrompt !== undefined && { revisedPrompt }) });
  }
  const [filtered] = warnings;
  if (filtered && warnings.length === images.length)
    throw new KitError('content-filter', filtered.detail, { provider: context.provider });
  return { images, ...(warnings.length > 0 && { warnings }) };
}
