// Texts, images and videos of one input, as the multimodal endpoint takes them.
import type { JsonObject, MediaPart, Warning } from '@kit/core';
import { formatDataUrl, isDataUrl } from '@kit/wire';
import type { EmbedInput } from './inputs.ts';

export function encodeContent(input: EmbedInput, feature: string, warnings: Warning[]): JsonObject[] {
  if (typeof input === 'string') return [{ type: 'text', text: input }];
  return input.flatMap((part, at): JsonObject[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    const medium = encodeMedium(part, `${feature}[${at}]`, warnings);
    return medium ? [medium] : [];
  });
}

/** Links are plain strings here, not objects; data are data URLs. */
function encodeMedium(part: MediaPart, feature: string, warnings: Warning[]): JsonObject | undefined {
  const { source } = part;
  const kind = kindOf(part);
  if (kind === undefined || 'fileId' in source) {
    const what = kind === undefined ? 'Only texts, images and videos can be embedded' : 'Voyage stores no files';
    warnings.push({ feature, detail: `${what}; left out.` });
    return undefined;
  }
  const url = 'url' in source ? source.url : formatDataUrl(source.mediaType, source.data);
  const field = `${kind}_${isDataUrl(url) ? 'base64' : 'url'}`;
  return { type: field, [field]: url };
}

function kindOf({ type, source }: MediaPart): 'image' | 'video' | undefined {
  if (type === 'image') return 'image';
  const family = source.mediaType?.split('/', 1)[0];
  return type === 'file' && (family === 'image' || family === 'video') ? family : undefined;
}
