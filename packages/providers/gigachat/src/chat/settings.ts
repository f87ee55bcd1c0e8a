// Settings that both contracts have, under the same names.
import type { ChatRequest, JsonObject, JsonValue, Warning } from '@kit/core';
import { reasoningEfforts } from '../capabilities.ts';
import { warn } from './warnings.ts';

/** Sampling and length: fields of the body (v1) or of `model_options` (v2). */
export function samplingOf({ maxTokens, temperature, topP }: ChatRequest): JsonObject {
  return {
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    // A temperature of 0 is refused; `top_p: 0` means the same.
    ...(temperature !== undefined && (temperature > 0 ? { temperature } : { top_p: 0 })),
    ...(topP !== undefined && (temperature === undefined || temperature > 0) && { top_p: topP }),
  };
}

const words = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The effort that the model knows, or undefined where there is nothing to say. */
export function effortOf({ reasoning, model }: ChatRequest, warnings: Warning[]): string | undefined {
  if (!reasoning) return undefined;
  const { effort, budgetTokens, summary } = reasoning;
  const known = reasoningEfforts(model);
  if (summary === 'concise' || summary === 'detailed')
    warn(warnings, 'reasoning.summary', 'Thoughts come as they are, without summaries.');
  if (budgetTokens !== undefined) warn(warnings, 'reasoning.budgetTokens', 'No budget of tokens can be set.');
  if (effort === undefined) return undefined;
  if (known.includes(effort)) return effort;
  if (known.length === 0) {
    if (effort !== 'none') warn(warnings, 'reasoning.effort', 'The model does not reason; left out.');
    return undefined;
  }
  if (effort === 'none') {
    warn(warnings, 'reasoning.effort', 'Thinking cannot be switched off; left out.');
    return undefined;
  }
  const at = words.indexOf(effort);
  if (at < 0) return effort;
  const nearest = at <= words.indexOf('low') ? 'low' : 'high';
  warn(warnings, 'reasoning.effort', `The model does not know effort "${effort}"; "${nearest}" was sent.`);
  return nearest;
}

/** The form of the answer: flat, without a wrapper. Words for the prompt where there is no form for it. */
export function outputOf(
  { output }: ChatRequest,
  warnings: Warning[],
): { readonly format?: JsonObject; readonly words?: string } {
  if (!output || output.type === 'text') return {};
  if (output.type === 'json') {
    warn(warnings, 'output', 'There is no JSON mode without a schema; the prompt asks for JSON instead.');
    return { words: 'Answer with JSON only, without any text around it.' };
  }
  const { schema, description, strict = true } = output;
  const described = description !== undefined && schema.description === undefined ? { ...schema, description } : schema;
  return { format: { type: 'json_schema', schema: described, strict } };
}

const unknown = ['topK', 'stop', 'seed', 'presencePenalty', 'user', 'metadata', 'serviceTier'] as const;

/** What GigaChat has no field for. */
export function warnOfUnknown(request: ChatRequest, warnings: Warning[]): void {
  for (const field of unknown) {
    const value = request[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    warn(warnings, field, 'GigaChat has no such setting; left out.');
  }
  if (request.frequencyPenalty !== undefined) {
    warn(
      warnings,
      'frequencyPenalty',
      'Its scale is another one here: set `vendor.gigachat.repetition_penalty` (1 is neutral); left out.',
    );
  }
  if (request.promptCache?.ttl !== undefined)
    warn(warnings, 'promptCache.ttl', 'How long a prompt is cached cannot be said; left out.');
}

/** `X-Session-ID` keeps a conversation at one cache. */
export function sessionHeaders({ promptCache }: ChatRequest, stream: boolean): Record<string, string> {
  return {
    ...(promptCache?.key !== undefined && { 'x-session-id': promptCache.key }),
    ...(stream && { accept: 'text/event-stream', 'cache-control': 'no-store' }),
  };
}

/** A body without what is undefined. */
export function plainBody(fields: { readonly [field: string]: JsonValue | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
