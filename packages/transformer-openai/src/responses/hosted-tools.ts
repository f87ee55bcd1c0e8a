// Tools that the vendor ran itself: what they were asked, what they gave, and their item for replay.
import type { JsonValue, ToolResultPart } from '@kit/core';
import { arrayOf, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';

export function hostedInput(item: JsonRecord): JsonValue | undefined {
  const given =
    item.action ?? item.operation ?? item.queries ?? item.code ?? item.input ?? item.arguments ?? item.prompt;
  if (given === undefined || given === null) return undefined;
  return (
    typeof given === 'string' && (item.arguments === given || item.input === given)
      ? (parseJson(given) ?? given)
      : given
  ) as JsonValue;
}

/** What a tool of the vendor's gave, where the item says so (MCP, code interpreter, file search with its results included). */
export function hostedResult(item: JsonRecord): Pick<ToolResultPart, 'content' | 'isError'> | undefined {
  if (typeof item.error === 'string' && item.error !== '') return { content: item.error, isError: true };
  if (typeof item.output === 'string') return { content: item.output };
  const outputs = arrayOf(item.outputs)
    .map(recordOf)
    .filter((output) => output !== undefined);
  if (outputs.length > 0) {
    return {
      content: outputs.map((output) => {
        if (output.type === 'image' && typeof output.url === 'string')
          return { type: 'image', source: { url: output.url } };
        return { type: 'text', text: stringOf(output.logs) ?? JSON.stringify(output) };
      }),
    };
  }
  const results = arrayOf(item.results);
  return results.length > 0 ? { content: [{ type: 'json', value: results as JsonValue }] } : undefined;
}

/** Servers answer nulls that they refuse in requests. */
export function withoutNulls(value: JsonRecord): JsonValue {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  ) as JsonValue;
}
