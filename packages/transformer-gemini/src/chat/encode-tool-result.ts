// Results of function calls: `functionResponse`, whose response must be an object and whose name must be the call's.
import { type JsonValue, KitError, type MediaPart, type ToolResultPart } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { Body } from '../vendor-fields.ts';
import { encodeMedia } from './encode-media.ts';
import type { Encoding } from './encoding.ts';
import { replayed } from './wire-data.ts';

/** The wire parts of one result: the response, and beside it media that the model does not take inside. */
export function encodeToolResult(part: ToolResultPart, encoding: Encoding, feature: string): Body[] {
  const call = encoding.calls.get(part.toolCallId);
  const name = part.toolName === undefined ? call?.name : encoding.names.toWire(part.toolName);
  if (name === undefined) {
    throw new KitError(
      'invalid-request',
      `\`${feature}.toolName\` is needed: no tool call with the id of this result stands in the conversation.`,
      { field: `${feature}.toolName`, provider: encoding.context.provider },
    );
  }
  const { id: ownId, ...own } = replayed(part.vendor, encoding, feature);
  const id = typeof ownId === 'string' ? ownId : call?.id;
  const media = mediaOf(part).map((item, at) => encodeMedia(item, encoding, `${feature}.content[${at}]`));
  const inside = encoding.rules.mediaInToolResults;
  const functionResponse = {
    ...(id !== undefined && { id }),
    name,
    response: responseOf(part),
    ...(inside && media.length > 0 && { parts: media }),
  };
  return [{ functionResponse, ...own }, ...(inside ? [] : media)];
}

function mediaOf({ content }: ToolResultPart): MediaPart[] {
  if (typeof content === 'string') return [];
  return content.filter((item) => item.type === 'image' || item.type === 'audio' || item.type === 'file');
}

/** An object as it is; anything else under `output`, or `error` if the tool failed. */
function responseOf({ content, isError }: ToolResultPart): JsonValue {
  const values = typeof content === 'string' ? [content] : valuesOf(content);
  const key = isError ? 'error' : 'output';
  if (values.length === 0) return isError ? { error: '' } : {};
  const [only] = values;
  if (values.length > 1) return { [key]: values };
  return isRecord(only) && !isError ? (only as JsonValue) : { [key]: only };
}

/** Neighbouring texts are one value. */
function valuesOf(content: Exclude<ToolResultPart['content'], string>): JsonValue[] {
  const values: JsonValue[] = [];
  let open = false;
  for (const item of content) {
    if (item.type === 'text') {
      if (open) values[values.length - 1] = `${values[values.length - 1] as string}\n${item.text}`;
      else values.push(item.text);
    } else if (item.type === 'json') values.push(item.value);
    else continue;
    open = item.type === 'text';
  }
  return values;
}
