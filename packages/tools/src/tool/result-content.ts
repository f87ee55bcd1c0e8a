// What a tool answered, as the content of a tool result.
import { type JsonValue, type ToolResultPart, toolResult } from '@kit/core';

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
  const content = typeof output === 'string' || holdsBytes(output) ? output : plain(output);
  const [part] = toolResult(call, content as ToolResultPart['content'] | JsonValue, { isError }).content;
  return part as ToolResultPart;
}

/** Parts with media may hold bytes, which JSON would spoil. */
function holdsBytes(output: unknown): boolean {
  return Array.isArray(output) && output.some((part) => part?.source?.data instanceof Uint8Array);
}

function plain(output: unknown): JsonValue {
  const json = JSON.stringify(output);
  return json === undefined ? null : (JSON.parse(json) as JsonValue);
}
