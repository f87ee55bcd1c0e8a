// Length, sampling and stop sequences: `inferenceConfig`, and top-k, which only models know.
import type { ChatRequest, JsonObject } from '@kit/core';
import type { EncodedReasoning } from './encode-reasoning.ts';
import type { Encoding } from './encoding.ts';

export interface EncodedInference {
  readonly inferenceConfig?: JsonObject;
  /** Fields for `additionalModelRequestFields`. */
  readonly fields: JsonObject;
}

type Sampling = { temperature?: number; topP?: number; topK?: number };

export function encodeInference(
  request: ChatRequest,
  reasoning: EncodedReasoning,
  encoding: Encoding,
): EncodedInference {
  const sampling = samplingOf(request, reasoning, encoding);
  const stopSequences = stopsOf(request.stop, encoding);
  const maxTokens = boundOf(request, reasoning, encoding);
  const { topK, ...plain } = sampling;
  const config = {
    ...(maxTokens !== undefined && { maxTokens }),
    ...plain,
    ...(stopSequences.length > 0 && { stopSequences }),
  };
  return { ...(Object.keys(config).length > 0 && { inferenceConfig: config }), fields: topKField(topK, encoding) };
}

function boundOf({ maxTokens }: ChatRequest, { unbounded }: EncodedReasoning, encoding: Encoding): number | undefined {
  if (maxTokens === undefined || !unbounded) return maxTokens;
  encoding.warnings.add('maxTokens', `${encoding.rules.model} takes no bound at its highest effort; left out.`);
  return undefined;
}

function samplingOf(request: ChatRequest, reasoning: EncodedReasoning, encoding: Encoding): Sampling {
  const { rules, warnings } = encoding;
  const taken: Sampling = {};
  for (const field of ['temperature', 'topP', 'topK'] as const)
    if (request[field] !== undefined) taken[field] = request[field];
  const leaveOut = (field: keyof Sampling, why: string) => {
    if (taken[field] === undefined) return;
    warnings.add(field, `${why}; ${taken[field]} was left out.`);
    delete taken[field];
  };
  if (rules.sampling === 'none' || reasoning.unbounded) {
    for (const field of ['temperature', 'topP', 'topK'] as const) leaveOut(field, `${rules.model} samples by itself`);
  } else if (reasoning.on && rules.vendor === 'anthropic') {
    leaveOut('temperature', 'While it thinks, the model samples by itself');
    leaveOut('topK', 'While it thinks, the model samples by itself');
    if ((taken.topP ?? 1) < 0.95) leaveOut('topP', 'While it thinks, top-p is 0.95 or more');
  }
  if (rules.sampling === 'one' && taken.temperature !== undefined)
    leaveOut('topP', `${rules.model} takes temperature or top-p, not both`);
  if (!rules.topK) leaveOut('topK', 'Converse has no top-k for this model');
  if ((taken.temperature ?? 0) > 1) {
    warnings.add('temperature', `The highest temperature here is 1; ${taken.temperature} was lowered to it.`);
    taken.temperature = 1;
  }
  return taken;
}

function topKField(topK: number | undefined, { rules }: Encoding): JsonObject {
  if (topK === undefined) return {};
  return rules.topK === 'top_k' ? { top_k: topK } : { inferenceConfig: { topK } };
}

function stopsOf(stop: ChatRequest['stop'], { rules, warnings }: Encoding): readonly string[] {
  if (stop === undefined) return [];
  const given = typeof stop === 'string' ? [stop] : stop;
  if (!rules.stop) {
    if (given.length > 0) warnings.add('stop', `${rules.model} takes no stop sequences; left out.`);
    return [];
  }
  const sequences = rules.vendor === 'anthropic' ? given.filter((sequence) => sequence.trim() !== '') : given;
  if (sequences.length < given.length)
    warnings.add('stop', 'Stop sequences of nothing but white space are refused; left out.');
  return sequences;
}
