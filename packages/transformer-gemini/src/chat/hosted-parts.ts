// Parts of tools that the vendor ran: shown as hosted calls and results, replayed verbatim.
import type { HostedToolCallPart, JsonValue, ToolResultPart, VendorData } from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';

type HostedPart = HostedToolCallPart | (ToolResultPart & { readonly hosted: true });

/** Ids of code runs, which the wire does not number: a result belongs to the run before it. */
export interface HostedIds {
  next(): string;
  readonly last: string | undefined;
}

export function hostedPartOf(part: JsonRecord, ids: HostedIds, vendor: VendorData): HostedPart | undefined {
  const code = recordOf(part.executableCode);
  if (code)
    return {
      type: 'hosted-tool-call',
      id: stringOf(code.id) ?? ids.next(),
      name: 'codeExecution',
      input: code as JsonValue,
      vendor,
    };
  const outcome = recordOf(part.codeExecutionResult);
  if (outcome)
    return hostedResult(
      stringOf(outcome.id) ?? ids.last ?? ids.next(),
      'codeExecution',
      codeOutput(outcome),
      outcome,
      vendor,
    );
  const call = recordOf(part.toolCall);
  if (call) {
    return {
      type: 'hosted-tool-call',
      id: stringOf(call.id) ?? ids.next(),
      name: toolName(call),
      ...(call.args !== undefined && { input: call.args as JsonValue }),
      vendor,
    };
  }
  const response = recordOf(part.toolResponse);
  if (!response) return undefined;
  const content: ToolResultPart['content'] =
    response.response === undefined ? '' : [{ type: 'json', value: response.response as JsonValue }];
  return hostedResult(stringOf(response.id) ?? ids.last ?? ids.next(), toolName(response), content, {}, vendor);
}

function hostedResult(
  toolCallId: string,
  name: string,
  content: ToolResultPart['content'],
  outcome: JsonRecord,
  vendor: VendorData,
): HostedPart {
  const word = stringOf(outcome.outcome);
  const isError = word !== undefined && word !== 'OUTCOME_OK' && word !== 'OUTCOME_UNSPECIFIED';
  return {
    type: 'tool-result',
    toolCallId,
    toolName: name,
    content,
    ...(isError && { isError }),
    hosted: true,
    vendor,
  };
}

function codeOutput(outcome: JsonRecord): string {
  return stringOf(outcome.output) ?? '';
}

/** `GOOGLE_SEARCH_WEB` as the vendor spells it. */
function toolName(record: JsonRecord): string {
  return stringOf(record.toolType) ?? 'tool';
}
