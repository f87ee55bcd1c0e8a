// Temperature, top_p and top_k: in what the model still takes of them.
import type { ChatRequest } from '@kit/core';
import type { Block } from '../wire-names.ts';
import type { MessageScope } from './message-scope.ts';

/** Sampling parameters, or an empty object. A request that has any needs an API version that takes them. */
export function encodeSampling(request: ChatRequest, thinking: boolean, model: string, scope: MessageScope): Block {
  const { temperature, topP, topK } = request;
  if (temperature === undefined && topP === undefined && topK === undefined) return {};
  const asked: Block = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
  };
  const refusal = refusalOf(model, scope);
  if (refusal !== undefined) return leaveOut(asked, ['temperature', 'top_p', 'top_k'], refusal, scope);
  const taken = thinking ? whileThinking(asked, scope) : bounded(asked, scope);
  if (scope.rules.sampling === 'one' && taken.temperature !== undefined && taken.top_p !== undefined) {
    return leaveOut(taken, ['top_p'], `${model} takes temperature or top_p, not both`, scope);
  }
  return taken;
}

function refusalOf(model: string, { rules, dialect }: MessageScope): string | undefined {
  if (rules.sampling === 'none') return `${model} samples by itself`;
  const { version } = dialect;
  const refused = version !== false && version.withoutSampling === true;
  return refused ? `version ${version.current} of the API takes no sampling parameters` : undefined;
}

function bounded(asked: Block, { notes }: MessageScope): Block {
  const { temperature } = asked;
  if (typeof temperature !== 'number' || temperature <= 1) return asked;
  notes.warn('temperature', `The highest temperature here is 1; ${temperature} was lowered to it.`);
  return { ...asked, temperature: 1 };
}

/** While the model thinks, temperature is 1, top_p is 0.95 or more, and top_k is not taken. */
function whileThinking(asked: Block, scope: MessageScope): Block {
  const refused = ['temperature', 'top_k'];
  if (typeof asked.top_p === 'number' && asked.top_p < 0.95) refused.push('top_p');
  return leaveOut(asked, refused, 'while it thinks, the model samples by itself', scope);
}

const features: Readonly<Record<string, string>> = { temperature: 'temperature', top_p: 'topP', top_k: 'topK' };

function leaveOut(asked: Block, fields: readonly string[], why: string, { notes }: MessageScope): Block {
  const kept = { ...asked };
  for (const field of fields) {
    const value = kept[field];
    delete kept[field];
    // The default of temperature and top_p: leaving it out says the same.
    if (value === undefined || (value === 1 && field !== 'top_k')) continue;
    notes.warn(features[field] ?? field, `${why[0]?.toUpperCase()}${why.slice(1)}; ${value} was left out.`);
  }
  return kept;
}
