// A brain's answer as stream parts, and folded from the same parts as a complete reply: both ways say the same.
import {
  type ChatRequest,
  type ChatResponse,
  estimateInputTokens,
  type FinishReason,
  foldChat,
  outputPartition,
  parseToolArguments,
  type StreamPart,
  type Usage,
  type VendorData,
} from '@kit/core';
import type { BrainAnswer } from './brain.ts';

export interface SpokenAnswer {
  /** `start`, then one batch for each token, then the end with `finish`. */
  readonly batches: readonly (readonly StreamPart[])[];
}

export interface SpeakOptions {
  readonly model: string;
  readonly responseId: string;
  /** Makes ids of tool calls. */
  readonly newId: () => string;
  /** The opaque token that a vendor gives with thoughts and calls. */
  readonly sign?: (kind: 'reasoning' | 'tool-call') => VendorData | undefined;
}

/** Says an answer token by token, within the request's bounds (`maxTokens`, `stop`, `n`). */
export function speak(
  request: ChatRequest,
  answer: BrainAnswer,
  { model, responseId, newId, sign }: SpeakOptions,
): SpokenAnswer {
  const batches: StreamPart[][] = [[{ type: 'start', responseId, model }]];
  const counted = { text: 0, reasoning: 0 };
  let finish: FinishReason = 'stop';
  const choices = request.n ?? 1;
  for (let choice = 0; choice < choices; choice++) {
    const said = sayChoice(request, answer, { choice: choices > 1 ? { choice } : {}, newId, sign, batches, counted });
    if (choice === 0) finish = said;
    batches.push([{ type: 'choice-end', choice, finishReason: said }]);
  }
  const usage = answer.usage ?? usageOf(request, answer, counted);
  batches.push([{ type: 'finish', finishReason: finish, usage }]);
  return { batches };
}

/** The complete reply of the same answer. */
export function foldSpoken({ batches }: SpokenAnswer, provider: string): ChatResponse {
  const fold = foldChat();
  for (const batch of batches) fold.add(batch);
  const response = fold.result();
  return { ...response, meta: { ...response.meta, provider } };
}

interface Speaking {
  readonly choice: { readonly choice?: number };
  readonly newId: () => string;
  readonly sign: SpeakOptions['sign'];
  readonly batches: StreamPart[][];
  readonly counted: { text: number; reasoning: number };
}

function sayChoice(
  request: ChatRequest,
  answer: BrainAnswer,
  { choice, newId, sign, batches, counted }: Speaking,
): FinishReason {
  let left = request.maxTokens ?? Number.POSITIVE_INFINITY;
  let index = 0;
  /** False if it did not fit. */
  const say = (type: 'text' | 'reasoning', text: string): boolean => {
    const tokens = tokensOf(text);
    const fitting = tokens.slice(0, left);
    for (const token of fitting) batches.push([{ type, text: token, ...choice, index }]);
    counted[type] += fitting.length;
    left -= fitting.length;
    return fitting.length === tokens.length;
  };
  const signed = (kind: 'reasoning' | 'tool-call') => {
    const vendor = sign?.(kind);
    return vendor && { vendor };
  };
  if (answer.reasoning) {
    if (!say('reasoning', answer.reasoning)) return 'length';
    batches.push([{ type: 'block-end', ...choice, index: index++, ...signed('reasoning') }]);
  }
  const text = untilStop(answer.text ?? '', request.stop);
  if (text) {
    if (!say('text', text)) return 'length';
    for (const citation of answer.citations ?? []) batches.push([{ type: 'citation', citation, ...choice, index }]);
    batches.push([{ type: 'block-end', ...choice, index: index++ }]);
  }
  for (const call of answer.toolCalls ?? []) {
    const text = call.arguments ?? JSON.stringify(call.input ?? {});
    const id = call.id ?? newId();
    batches.push([{ type: 'tool-call-start', id, name: call.name, ...choice, index }]);
    for (const delta of tokensOf(text)) batches.push([{ type: 'tool-call-delta', id, delta, ...choice, index }]);
    batches.push([
      {
        type: 'tool-call',
        id,
        name: call.name,
        arguments: text,
        ...parseToolArguments(text),
        ...choice,
        index,
        ...signed('tool-call'),
      },
    ]);
    counted.text += tokensOf(text).length;
    index++;
  }
  return answer.finishReason ?? (answer.toolCalls?.length ? 'tool-calls' : 'stop');
}

/** Words with the space before them: about what a tokenizer makes of prose. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/\s*[^\s]{1,8}|\s+$/gu) ?? [];
}

function untilStop(text: string, stop: ChatRequest['stop']): string {
  const words = stop === undefined ? [] : typeof stop === 'string' ? [stop] : stop;
  const ends = words.map((word) => text.indexOf(word)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

function usageOf(
  request: ChatRequest,
  answer: BrainAnswer,
  { text, reasoning }: { text: number; reasoning: number },
): Usage {
  const inputTokens = estimateInputTokens(request);
  const outputTokens = text + reasoning;
  const outputDetails = answer.reasoning ? outputPartition(outputTokens, { reasoning }) : undefined;
  return { state: 'reported', inputTokens, outputTokens, ...(outputDetails && { outputDetails }) };
}
