// Lengths and sampling: `p`, `k` and `stop_sequences`, each within the vendor's bounds.

import type { ChatRequest, JsonValue } from '@kit/core';
import type { WarningList } from '@kit/wire';

export function encodeSampling(request: ChatRequest, warnings: WarningList): Record<string, JsonValue | undefined> {
  const bounded = (field: 'topP' | 'topK' | 'presencePenalty' | 'frequencyPenalty', least: number, most: number) => {
    const value = request[field];
    if (value === undefined || (value >= least && value <= most)) return value;
    const nearest = value < least ? least : most;
    warnings.add(field, `Cohere takes ${least} to ${most}; ${nearest} was sent.`);
    return nearest;
  };
  return {
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    p: bounded('topP', 0.01, 0.99),
    k: bounded('topK', 0, 500),
    stop_sequences: stopsOf(request.stop, warnings),
    seed: seedOf(request.seed, warnings),
    presence_penalty: bounded('presencePenalty', 0, 1),
    frequency_penalty: bounded('frequencyPenalty', 0, 1),
    logprobs: logprobsOf(request.logprobs, warnings),
  };
}

const mostStops = 5;

function stopsOf(stop: ChatRequest['stop'], warnings: WarningList): string[] | undefined {
  if (stop === undefined) return undefined;
  const stops = typeof stop === 'string' ? [stop] : [...stop];
  if (stops.length > mostStops) warnings.add('stop', `At most ${mostStops} stop sequences; the others were left out.`);
  return stops.length === 0 ? undefined : stops.slice(0, mostStops);
}

function seedOf(seed: number | undefined, warnings: WarningList): number | undefined {
  if (seed === undefined || seed >= 0) return seed;
  warnings.add('seed', 'Cohere takes seeds from 0 on; left out.');
  return undefined;
}

function logprobsOf(logprobs: ChatRequest['logprobs'], warnings: WarningList): true | undefined {
  if (logprobs === undefined || logprobs === false) return undefined;
  if (typeof logprobs === 'number' && logprobs > 0)
    warnings.add('logprobs', 'Cohere lists no alternatives; the chosen tokens alone were asked for.');
  return true;
}
