// Usage of chat completions, in every spelling that imitators use, as a partition.
import { inputPartition, type JsonValue, outputPartition, type Usage } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';
import { inputModalities, unitsOf } from '../reply/usage-extras.ts';
import type { Growing } from './growing.ts';

/** Later frames complete earlier ones; a null says nothing. */
export function mergeUsage(before: JsonRecord | undefined, now: unknown): JsonRecord | undefined {
  const next = recordOf(now);
  if (!next) return before;
  if (!before || saysAll(next, before)) return next;
  const merged: Record<string, unknown> = { ...before };
  for (const [field, value] of Object.entries(next)) if (value !== null) merged[field] = value;
  return merged;
}

/** Most vendors tell everything each time: then there is nothing to merge. */
function saysAll(next: JsonRecord, before: JsonRecord): boolean {
  for (const field in before) if (next[field] === undefined || next[field] === null) return false;
  for (const field in next) if (next[field] === null) return false;
  return true;
}

/**
 * Cached tokens stand inside the prompt and reasoning inside the completion; where a vendor's own numbers say
 * otherwise (xAI counts reasoning beside the completion, some caches count beside the prompt), the sums follow them.
 */
export function chatUsage(
  raw: JsonRecord | undefined,
  reasoningTokens: 'auto' | 'inside' | 'beside' = 'auto',
): Usage | undefined {
  if (!raw) return undefined;
  const input = inputSide(raw);
  const output = outputSide(raw, reasoningTokens);
  if (input.tokens === undefined && output.tokens === undefined) return undefined;
  const modalities = inputModalities(promptDetails(raw));
  const units = unitsOf(raw);
  const usage: Growing<Usage> = { state: 'reported', raw: raw as JsonValue };
  if (input.tokens !== undefined) usage.inputTokens = input.tokens;
  if (output.tokens !== undefined) usage.outputTokens = output.tokens;
  if (input.details) usage.inputDetails = input.details;
  if (output.details) usage.outputDetails = output.details;
  if (modalities) usage.inputModalities = modalities;
  if (units) usage.units = units;
  return usage;
}

const promptDetails = (raw: JsonRecord): JsonRecord =>
  recordOf(raw.prompt_tokens_details) ?? recordOf(raw.prompt_token_details) ?? {};

function inputSide(raw: JsonRecord): { readonly tokens: number | undefined; readonly details: Usage['inputDetails'] } {
  const details = promptDetails(raw);
  const tokens = numberOf(raw.prompt_tokens);
  const cacheRead = first(
    details.cached_tokens, // OpenAI
    raw.prompt_cache_hit_tokens, // DeepSeek
    raw.cached_tokens, // Moonshot
    raw.num_cached_tokens, // Mistral
    raw.cache_read_input_tokens, // Claude behind Databricks, Vercel
    raw.precached_prompt_tokens, // GigaChat
  );
  const cacheWrite = first(
    details.cache_write_tokens,
    details.cache_creation_tokens,
    details.cache_creation_input_tokens, // Qwen
    raw.cache_creation_input_tokens,
  );
  if (tokens === undefined) return { tokens, details: undefined };
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  // More cached than there is prompt: they are counted beside it.
  const total = (cached > tokens ? tokens + cached : tokens) + soundBeside(raw, tokens);
  return { tokens: total, details: inputPartition(total, { cacheRead, cacheWrite }) };
}

/** Tokens of sound that stand beside the prompt: Mistral's total is that of prompt, sound and completion. */
function soundBeside(raw: JsonRecord, prompt: number): number {
  const sound = numberOf(promptDetails(raw).audio_tokens) ?? 0;
  const completion = numberOf(raw.completion_tokens) ?? 0;
  return sound > 0 && numberOf(raw.total_tokens) === prompt + sound + completion ? sound : 0;
}

function outputSide(
  raw: JsonRecord,
  place: 'auto' | 'inside' | 'beside',
): { readonly tokens: number | undefined; readonly details: Usage['outputDetails'] } {
  const details = recordOf(raw.completion_tokens_details) ?? recordOf(raw.completion_token_details) ?? {};
  const stated = numberOf(raw.completion_tokens);
  const reasoning = first(details.reasoning_tokens, raw.reasoning_tokens);
  if (stated === undefined) return { tokens: undefined, details: undefined };
  const tokens = reasoning !== undefined && isBeside(raw, stated, reasoning, place) ? stated + reasoning : stated;
  const whole = outputPartition(tokens, {
    reasoning,
    audio: positive(details.audio_tokens),
    image: positive(details.image_tokens),
  });
  return { tokens, details: whole ?? outputPartition(tokens, { reasoning }) };
}

function isBeside(
  raw: JsonRecord,
  completion: number,
  reasoning: number,
  place: 'auto' | 'inside' | 'beside',
): boolean {
  if (place !== 'auto') return place === 'beside';
  if (reasoning > completion) return true;
  const prompt = numberOf(raw.prompt_tokens);
  const total = numberOf(raw.total_tokens);
  return reasoning > 0 && prompt !== undefined && total === prompt + completion + reasoning;
}

function first(...values: readonly unknown[]): number | undefined {
  for (const value of values) {
    const number = numberOf(value);
    if (number !== undefined) return number;
  }
  return undefined;
}

/** Buckets that are always stated as 0 say nothing about the answer. */
function positive(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number > 0 ? number : undefined;
}
