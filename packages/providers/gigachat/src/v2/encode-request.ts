// A chat request in the second contract: content in parts, settings in `model_options`, the vendor's own tools.
import {
  type ChatRequest,
  type CodecContext,
  type Encoded,
  type JsonObject,
  vendorOptions,
  type Warning,
} from '@kit/core';
import { recordOf } from '@kit/wire';
import type { AnswerState } from '../chat/answer-reader.ts';
import { choiceOf, functionsOf, hostedTools } from '../chat/functions.ts';
import { effortOf, outputOf, plainBody, samplingOf, sessionHeaders, warnOfUnknown } from '../chat/settings.ts';
import { type Turn, turnsOf } from '../chat/turns.ts';
import { warn } from '../chat/warnings.ts';
import { wireId } from '../wire-id.ts';

export function encodeV2(request: ChatRequest, context: CodecContext, stream: boolean): Encoded<AnswerState> {
  const warnings: Warning[] = [];
  const { format, words } = outputOf(request, warnings);
  const messages =
    words === undefined ? request.messages : [{ role: 'system' as const, content: words }, ...request.messages];
  if (request.n !== undefined && request.n > 1) warn(warnings, 'n', 'The second contract gives one answer; left out.');
  warnOfUnknown(request, warnings);
  const { model_options: ownOptions, ...own } = vendorOptions(request.vendor, context, wireId) ?? {};
  const effort = effortOf(request, warnings);
  const options = plainBody({
    ...samplingOf(request),
    top_logprobs: alternatives(request.logprobs),
    reasoning: effort === undefined ? undefined : { effort },
    response_format: format,
    ...recordOf(ownOptions),
  } as JsonObject);
  const body = plainBody({
    model: request.model,
    messages: turnsOf(messages, context, warnings).map(messageOf),
    ...toolsOf(request, warnings),
    model_options: Object.keys(options).length > 0 ? options : undefined,
    stream: stream ? true : undefined,
    ...own,
  });
  return {
    wire: {
      url: secondContractURL(context),
      headers: sessionHeaders(request, stream),
      body: { type: 'json', value: body },
    },
    warnings,
    state: { n: 1 },
  };
}

/** The second contract lives beside the first: `…/v1` → `…/v2`. */
function secondContractURL({ origin }: CodecContext): string {
  const endpoint = origin.endpoint ?? '';
  return `${/\/v1$/.test(endpoint) ? endpoint.slice(0, -3) : endpoint}/v2/chat/completions`;
}

function alternatives(logprobs: ChatRequest['logprobs']): number | undefined {
  if (logprobs === true) return 1;
  return typeof logprobs === 'number' ? logprobs : undefined;
}

function messageOf({ role, text, files, call, result, stateId }: Turn): JsonObject {
  const content: JsonObject[] = [];
  if (text !== '' || (!call && !result && files.length === 0)) content.push({ text });
  if (files.length > 0) content.push({ files: files.map((id) => ({ id })) });
  if (call) content.push({ function_call: { name: call.name, arguments: call.arguments } });
  if (result) content.push({ function_result: { name: result.name, result: result.value } });
  return {
    role: role === 'function' ? 'tool' : role,
    content,
    ...(stateId !== undefined && { tools_state_id: stateId }),
  };
}

function toolsOf(
  request: ChatRequest,
  warnings: Warning[],
): { readonly tools?: JsonObject[]; readonly tool_config?: JsonObject } {
  const choice = choiceOf(request, warnings);
  const specifications = functionsOf(request.tools, warnings);
  const tools: JsonObject[] = [
    ...(specifications.length > 0 ? [{ functions: { specifications } }] : []),
    ...hostedTools(request.tools).map(({ name, options }) => ({ [name]: (options ?? {}) as JsonObject })),
  ];
  if (tools.length === 0) return {};
  if (!choice) return { tools };
  if (choice.mode !== 'forced') return { tools, tool_config: { mode: choice.mode } };
  return {
    tools,
    tool_config: {
      mode: 'forced',
      ...('function' in choice ? { function_name: choice.function } : { tool_name: choice.tool }),
    },
  };
}
