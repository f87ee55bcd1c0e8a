// A chat request in the first contract: `functions` and `function_call`, files as `attachments`.
import {
  type ChatRequest,
  type CodecContext,
  type Encoded,
  type JsonObject,
  vendorOptions,
  type Warning,
} from '@kit/core';
import type { AnswerState } from '../chat/answer-reader.ts';
import { choiceOf, functionsOf, hostedTools } from '../chat/functions.ts';
import { effortOf, outputOf, plainBody, samplingOf, sessionHeaders, warnOfUnknown } from '../chat/settings.ts';
import { type Turn, turnsOf } from '../chat/turns.ts';
import { warn } from '../chat/warnings.ts';
import { wireId } from '../wire-id.ts';

export function encodeV1(request: ChatRequest, context: CodecContext, stream: boolean): Encoded<AnswerState> {
  const warnings: Warning[] = [];
  const { format, words } = outputOf(request, warnings);
  const messages =
    words === undefined ? request.messages : [{ role: 'system' as const, content: words }, ...request.messages];
  if (request.logprobs) warn(warnings, 'logprobs', "Only the second contract has them (`contract: 'v2'`); left out.");
  warnOfUnknown(request, warnings);
  const body = plainBody({
    model: request.model,
    messages: turnsOf(messages, context, warnings).map(messageOf),
    ...toolsOf(request, warnings),
    ...samplingOf(request),
    n: request.n === 1 ? undefined : request.n,
    reasoning_effort: effortOf(request, warnings),
    response_format: format,
    stream: stream ? true : undefined,
    ...vendorOptions(request.vendor, context, wireId),
  });
  return {
    wire: { headers: sessionHeaders(request, stream), body: { type: 'json', value: body } },
    warnings,
    state: { n: request.n ?? 1 },
  };
}

function messageOf({ role, text, files, call, result, stateId }: Turn): JsonObject {
  return {
    role,
    ...(result && { name: result.name }),
    // What a function gave has to be JSON text.
    content: result ? JSON.stringify(result.value) : text,
    ...(files.length > 0 && { attachments: files }),
    ...(call && { function_call: { name: call.name, arguments: call.arguments } }),
    ...(stateId !== undefined && { functions_state_id: stateId }),
  };
}

/** Functions of its own (drawing pictures) are GigaChat's to use whenever calls are allowed. */
const ownFunctions: ReadonlySet<string> = new Set(['text2image', 'text2model3d']);

function toolsOf(
  request: ChatRequest,
  warnings: Warning[],
): { readonly functions?: JsonObject[]; readonly function_call?: JsonObject | string } {
  const choice = choiceOf(request, warnings);
  const functions = functionsOf(request.tools, warnings);
  const hosted = hostedTools(request.tools);
  for (const { name } of hosted) {
    if (!ownFunctions.has(name))
      warn(
        warnings,
        'tools',
        `The tool "${name}" is there in the second contract only (\`contract: 'v2'\`); left out.`,
      );
  }
  if (functions.length === 0 && !hosted.some(({ name }) => ownFunctions.has(name))) return {};
  return {
    ...(functions.length > 0 && { functions }),
    // Without a word nothing is called.
    function_call:
      choice?.mode === 'forced'
        ? { name: 'function' in choice ? choice.function : choice.tool }
        : (choice?.mode ?? 'auto'),
  };
}
