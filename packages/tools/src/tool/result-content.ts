// What a tool answered, as the content of a tool result.
import { type JsonValue, type ToolResultPart, toolResult } from '@kit/core';
import { isRecord } from '@kit/wire';

/**
 * A text stays a text, content parts stay parts, anything else becomes JSON the way JSON.stringify says it; nothing is
 * null. The same output gives the same content in every run, so that prompt caches hold.
 *
 * @throws TypeError for what JSON cannot say: a circle, a BigInt.
 */
export function resultPart(
  call: { readonly id: string; readonly name: string },
  output: unknown,
  isError = false,
): ToolResultPart {
  const [part] = toolResult(call, contentOf(output), { isError }).content;
  return part as ToolResultPart;
}

function contentOf(output: unknown): ToolResultPart['content'] {
  if (typeof output === 'string') return output;
  // Bytes in media would be spoiled by JSON.
  if (holdsBytes(output) && isParts(output)) return output;
  const value = plain(output);
  if (typeof value === 'string') return value;
  return isParts(value) ? value : [{ type: 'json', value }];
}

function holdsBytes(output: unknown): boolean {
  return Array.isArray(output) && output.some((part) => part?.source?.data instanceof Uint8Array);
}

/** A list of a tool's own may have a `type` too: `[{ type: 'file', path: 'a.txt' }]` is data. */
function isParts(output: unknown): output is Exclude<ToolResultPart['content'], string> {
  return Array.isArray(output) && output.length > 0 && output.every(isPart);
}

function isPart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  const { type, text, source, value, vendor } = part;
  if (type === 'text') return typeof text === 'string';
  if (type === 'image' || type === 'audio' || type === 'file') return isRecord(source) && isMediaSource(source);
  return type === 'json' ? value !== undefined : type === 'vendor' && isRecord(vendor) && isRecord(vendor.origin);
}

function isMediaSource({ url, data, mediaType, fileId }: Readonly<Record<string, unknown>>): boolean {
  if (typeof url === 'string' || typeof fileId === 'string') return true;
  return typeof mediaType === 'string' && (typeof data === 'string' || data instanceof Uint8Array);
}

function plain(output: unknown): JsonValue {
  const json = JSON.stringify(output);
  return json === undefined ? null : (JSON.parse(json) as JsonValue);
}
