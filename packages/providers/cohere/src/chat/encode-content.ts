// Parts of user and system messages as content blocks.
import type { ImagePart, JsonObject, JsonValue, TextPart, UserPart } from '@kit/core';
import { formatDataUrl } from '@kit/wire';
import { encodeDocument } from './encode-documents.ts';
import type { Encoding } from './encoding.ts';
import { ownData } from './vendor-data.ts';

/** Text alone as a string, anything else as blocks. */
export function encodeContent(content: string | readonly UserPart[], at: string, encoding: Encoding): JsonValue {
  if (typeof content === 'string') return content;
  const blocks = content.flatMap((part, index) => {
    const block = encodePart(part, `${at}.content[${index}]`, encoding);
    return block ? [block] : [];
  });
  const [only] = blocks;
  if (only === undefined) return '';
  return blocks.length === 1 && typeof only.text === 'string' ? only.text : blocks;
}

export function encodeText({ text, cache, vendor }: TextPart, at: string, encoding: Encoding): JsonObject {
  if (cache) encoding.warnings.add(`${at}.cache`, 'Cohere caches prefixes by itself; the mark was left out.');
  ownData(vendor, at, encoding);
  return { type: 'text', text };
}

function encodePart(part: UserPart, at: string, encoding: Encoding): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return encodeText(part, at, encoding);
    case 'image':
      return encodeImage(part, at, encoding);
    case 'file': {
      if (part.source.mediaType?.startsWith('image/')) return encodeImage({ ...part, type: 'image' }, at, encoding);
      const document = encodeDocument(part, encoding.documents.length);
      if (document) encoding.documents.push(document);
      else encoding.warnings.add(at, 'Cohere takes images and text files; left out.');
      return undefined;
    }
    case 'audio':
      encoding.warnings.add(at, 'Cohere models hear nothing; left out.');
      return undefined;
    case 'vendor':
      encoding.warnings.add(at, `A block of ${part.vendor.origin.wire} cannot be sent here; left out.`);
      return undefined;
  }
}

const details: readonly string[] = ['auto', 'low', 'high'];

function encodeImage({ source, detail }: ImagePart, at: string, { warnings }: Encoding): JsonObject | undefined {
  if ('fileId' in source) {
    warnings.add(at, 'Cohere stores no images; left out.');
    return undefined;
  }
  const url = 'url' in source ? source.url : formatDataUrl(source.mediaType, source.data);
  if (detail !== undefined && !details.includes(detail))
    warnings.add(`${at}.detail`, `Cohere knows ${details.join(', ')}; "${detail}" was left out.`);
  return {
    type: 'image_url',
    image_url: { url, ...(detail !== undefined && details.includes(detail) && { detail }) },
  };
}
