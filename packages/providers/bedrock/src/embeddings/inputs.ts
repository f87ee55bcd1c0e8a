// What is to be embedded, in one form.
import { type EmbedRequest, KitError, type MediaPart, type TextPart } from '@kit/core';
import { bytesToBase64, dataUrlToBase64 } from '@kit/wire';

export type EmbedInput = string | readonly (TextPart | MediaPart)[];

export function embedInputs({ input }: EmbedRequest): readonly EmbedInput[] {
  return typeof input === 'string' ? [input] : input;
}

/** The texts of an input, one to a line; undefined where there is none. */
export function textOf(input: EmbedInput): string | undefined {
  if (typeof input === 'string') return input;
  const texts = input.flatMap((part) => (part.type === 'text' ? part.text : []));
  return texts.length > 0 ? texts.join('\n') : undefined;
}

export interface InlineImage {
  readonly mediaType: string;
  readonly base64: string;
}

/** The images of an input. @throws KitError `unsupported` for other media, and for images that are not data. */
export function imagesOf(input: EmbedInput, feature: string): InlineImage[] {
  if (typeof input === 'string') return [];
  return input.flatMap((part) => {
    if (part.type === 'text') return [];
    const image = inlineImage(part);
    if (image) return [image];
    const why = 'only texts and images as data can be embedded here';
    throw new KitError('unsupported', `embed: \`${feature}\`: ${why}.`, { field: feature });
  });
}

function inlineImage({ source }: MediaPart): InlineImage | undefined {
  if ('data' in source && source.mediaType.startsWith('image/')) {
    const { data, mediaType } = source;
    return { mediaType, base64: typeof data === 'string' ? data : bytesToBase64(data) };
  }
  const inline = 'url' in source ? dataUrlToBase64(source.url) : undefined;
  return inline?.mediaType.startsWith('image/') ? inline : undefined;
}

/** For models that embed text alone. @throws KitError `unsupported` */
export function onlyText(input: EmbedInput, feature: string, model: string): string {
  const text = textOf(input);
  if (text !== undefined && (typeof input === 'string' || input.every(({ type }) => type === 'text'))) return text;
  throw new KitError('unsupported', `embed: \`${feature}\`: ${model} embeds text alone.`, { field: feature });
}
