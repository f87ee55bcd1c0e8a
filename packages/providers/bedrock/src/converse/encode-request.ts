// A chat request in Converse's words: the body of `POST /model/{id}/converse`.
import {
  type ChatRequest,
  type CodecContext,
  type Encoded,
  type JsonObject,
  type JsonValue,
  vendorOptions,
} from '@kit/core';
import { isRecord, warningList } from '@kit/wire';
import { converseRules } from '../capabilities.ts';
import { type BaseModels, modelPath } from '../model-id.ts';
import { type Draft, jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import { cachePoints } from './cache-points.ts';
import { encodeInference } from './encode-inference.ts';
import { type EncodedMessages, encodeMessages } from './encode-messages.ts';
import { encodeOutput } from './encode-output.ts';
import { encodeReasoningOptions } from './encode-reasoning.ts';
import { encodeTools } from './encode-tools.ts';
import type { Block, Encoding } from './encoding.ts';
import { callIds, toolNames } from './wire-names.ts';

/** What reading the answer needs to know of the request. */
export interface ConverseState {
  /** Sent name → the caller's name. */
  readonly toolNames: ReadonlyMap<string, string>;
  /** The tool whose input is the answer. */
  readonly answerTool?: string;
  readonly unwrap?: (text: string) => string;
}

export type ConverseVerb = 'converse' | 'converse-stream';

export function encodeConverse(
  request: ChatRequest,
  context: CodecContext,
  verb: ConverseVerb,
  baseModels?: BaseModels,
): Encoded<ConverseState> {
  const { body, warnings, state } = encodeBody(request, context, baseModels);
  return { wire: { path: modelPath(request.model, verb), body: jsonBody(body) }, warnings, state };
}

/** The body without its request, for token counts too. */
export function encodeBody(request: ChatRequest, context: CodecContext, baseModels?: BaseModels) {
  const encoding = encodingFor(request, context, baseModels);
  const { warnings, rules } = encoding;
  const own = vendorOptions(request.vendor, context, wireId) ?? {};
  const reasoning = encodeReasoningOptions(request, encoding);
  const output = encodeOutput(request, reasoning.on, encoding);
  const tools = encodeTools(request, { answer: output.tool, thinking: reasoning.on }, encoding);
  const conversation = encodeMessages(request.messages, encoding);
  instruct(conversation, output.instruction, rules.system);
  markWhole(request, conversation, encoding);
  const inference = encodeInference(request, reasoning, encoding);
  warnOfTheRest(request, encoding);
  const body: Draft = {
    messages: conversation.messages,
    system: conversation.system.length > 0 ? conversation.system : undefined,
    inferenceConfig: inference.inferenceConfig,
    toolConfig: tools.toolConfig as JsonValue | undefined,
    outputConfig: output.textFormat && { textFormat: output.textFormat },
    additionalModelRequestFields: filled({ ...reasoning.fields, ...inference.fields, ...tools.fields }),
    requestMetadata: request.metadata && { ...request.metadata },
    serviceTier: request.serviceTier === undefined ? undefined : { type: request.serviceTier },
  };
  const state: ConverseState = {
    toolNames: encoding.tools.renamed,
    ...(output.tool && { answerTool: output.tool.name }),
    ...(output.unwrap && { unwrap: output.unwrap }),
  };
  return { body: layOver(body, own), warnings: warnings.warnings, state };
}

function encodingFor(request: ChatRequest, context: CodecContext, baseModels: BaseModels | undefined): Encoding {
  const warnings = warningList();
  const rules = converseRules(request.model ?? '', baseModels);
  return {
    context,
    rules,
    baseModels,
    warnings,
    tools: toolNames(),
    calls: callIds(rules.callIds),
    documents: new Set(),
    cachePoint: cachePoints(rules.cachePoints, warnings),
  };
}

function instruct({ system, messages }: EncodedMessages, words: string | undefined, inSystem: boolean): void {
  if (words === undefined) return;
  if (inSystem) system.push({ text: words });
  else messages.findLast(({ role }) => role === 'user')?.content.push({ text: words });
}

/** Caching of the request as a whole: behind the system prompt, and behind the last message. */
function markWhole({ promptCache }: ChatRequest, { system, messages }: EncodedMessages, encoding: Encoding): void {
  if (!promptCache) return;
  if (promptCache.key !== undefined)
    encoding.warnings.add('promptCache.key', 'Caches are found by their prefix; the key was left out.');
  if (promptCache.key !== undefined && promptCache.ttl === undefined) return;
  const mark = promptCache.ttl === undefined ? true : { ttl: promptCache.ttl };
  for (const content of [system, messages.at(-1)?.content]) {
    if (!content || content.length === 0 || content.at(-1)?.cachePoint !== undefined) continue;
    const point = encoding.cachePoint(mark, 'promptCache');
    if (point) content.push(point);
  }
}

const without: readonly (readonly [field: keyof ChatRequest, detail: string])[] = [
  ['seed', 'Converse has no seed; left out.'],
  ['presencePenalty', 'Converse has no penalties; left out.'],
  ['frequencyPenalty', 'Converse has no penalties; left out.'],
  ['user', 'Converse takes no end-user id (see `metadata`); left out.'],
];

function warnOfTheRest(request: ChatRequest, { warnings }: Encoding): void {
  for (const [field, detail] of without) if (request[field] !== undefined) warnings.add(field, detail);
  if (request.n !== undefined && request.n > 1) warnings.add('n', 'Converse gives one answer a request.');
  if (request.logprobs) warnings.add('logprobs', 'Converse has no log probabilities; left out.');
}

const filled = (fields: JsonObject): JsonObject | undefined => (Object.keys(fields).length > 0 ? fields : undefined);

/** Objects that encoding makes: the caller's members join them instead of replacing the whole. */
const joined: ReadonlySet<string> = new Set([
  'additionalModelRequestFields',
  'inferenceConfig',
  'outputConfig',
  'requestMetadata',
]);

function layOver(body: Draft, own: Readonly<Record<string, JsonValue | undefined>>): Draft {
  const whole: { [field: string]: JsonValue | undefined } = { ...body };
  for (const [field, value] of Object.entries(own)) {
    if (value === undefined) continue;
    const present = whole[field];
    const both = joined.has(field) && isRecord(present) && isRecord(value);
    whole[field] = both ? ({ ...present, ...value } as Block) : (value ?? undefined);
  }
  return whole;
}
