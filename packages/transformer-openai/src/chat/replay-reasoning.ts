// Reasoning on its way back to the server that thought it, in the server's own spelling.
import { isReplayable, type JsonObject, type JsonValue, type ReasoningPart } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord } from '@kit/wire';
import { type Draft, warn } from '../request/body.ts';
import { destinationOf, type MessageEncoding, placeOf } from './encode-content.ts';

/** Writes a reasoning part into the message's `fields`, or among its content `parts`. */
export function replayReasoning(
  part: ReasoningPart,
  at: string,
  encoding: MessageEncoding,
  fields: Draft,
  parts: JsonObject[],
): void {
  const { features, warnings } = encoding;
  const { vendor, text } = part;
  const data =
    vendor && isReplayable(vendor.origin, destinationOf(encoding)) && isRecord(vendor.data) ? vendor.data : undefined;
  if (vendor && !data)
    warn(warnings, at, `Opaque reasoning from ${placeOf(vendor.origin)} cannot be replayed here; left out.`);
  switch (features.reasoningReplay) {
    case false:
      // The server thinks anew: OpenAI's chat completions has no place for thoughts.
      return;
    case 'thinking-parts':
      parts.push({ type: 'thinking', thinking: [{ type: 'text', text }], ...(data as JsonObject | undefined) });
      return;
    case 'summary-parts':
      // Unsigned thoughts are refused; those that models think without a signature nobody wants back.
      if (data) parts.push({ type: 'reasoning', summary: summaryOf(text, data) });
      return;
    case 'think-tags':
      if (text !== '') parts.push({ type: 'text', text: `<think>${text}</think>` });
      return;
    case 'reasoning_details': {
      const details =
        data && Array.isArray(data.reasoning_details) ? (data.reasoning_details as JsonValue[]) : undefined;
      if (details)
        fields.reasoning_details = [...((fields.reasoning_details as JsonValue[] | undefined) ?? []), ...details];
      else if (text !== '') fields.reasoning = `${(fields.reasoning as string | undefined) ?? ''}${text}`;
      return;
    }
    default:
      fields[features.reasoningReplay] = `${(fields[features.reasoningReplay] as string | undefined) ?? ''}${text}`;
  }
}

/** `{ summary_text, signature }` and `{ summary_encrypted_text, data }`, as Databricks gave them. */
function summaryOf(text: string, { signature, encrypted }: JsonRecord): JsonValue[] {
  const signed = { type: 'summary_text', text, ...(typeof signature === 'string' && { signature }) };
  const sealed = arrayOf(encrypted).map((data) => ({ type: 'summary_encrypted_text', data: data as JsonValue }));
  return text === '' && signature === undefined ? sealed : [signed, ...sealed];
}
