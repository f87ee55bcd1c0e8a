// Text files as documents, which answers can cite. Cohere takes them beside the conversation.
import type { FilePart, JsonObject } from '@kit/core';
import { base64ToBytes, parseDataUrl } from '@kit/wire';

const textTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/xml',
  'application/yaml',
  'application/x-yaml',
  'application/javascript',
  'application/sql',
]);

/** The document that a text file is; undefined for any other file. */
export function encodeDocument({ source, name, context }: FilePart, at: number): JsonObject | undefined {
  const text = textOf(source);
  if (text === undefined) return undefined;
  return {
    id: `doc:${at}`,
    data: { ...(name !== undefined && { title: name }), ...(context !== undefined && { context }), text },
  };
}

function textOf(source: FilePart['source']): string | undefined {
  if ('url' in source) {
    const data = parseDataUrl(source.url);
    return data && isText(data.mediaType) ? decode(data.bytes) : undefined;
  }
  if (!('data' in source) || !isText(source.mediaType)) return undefined;
  const bytes = typeof source.data === 'string' ? base64ToBytes(source.data) : source.data;
  return bytes && decode(bytes);
}

function isText(mediaType: string): boolean {
  const type = mediaType.toLowerCase().split(';', 1)[0]?.trim() ?? '';
  return type.startsWith('text/') || textTypes.has(type);
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
