// Usage: seconds of sound for each channel, and the tokens of what understood them.
import type { JsonValue, Usage } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';

const tokenInfos = ['summary_info', 'sentiment_info', 'topics_info', 'intents_info'] as const;

export function listenUsage(metadata: JsonRecord): Usage | undefined {
  const duration = numberOf(metadata.duration);
  const channels = Math.max(1, numberOf(metadata.channels) ?? 1);
  const tokens = tokensOf(metadata);
  if (duration === undefined && tokens.inputTokens === undefined) return undefined;
  return {
    state: 'reported',
    ...tokens,
    ...(duration !== undefined && { units: { audioSeconds: duration * channels } }),
    raw: rawOf(metadata),
  };
}

function tokensOf(metadata: JsonRecord): Pick<Usage, 'inputTokens' | 'outputTokens'> {
  const infos = tokenInfos.map((name) => recordOf(metadata[name])).filter((info) => info !== undefined);
  const counted = infos.filter((info) => numberOf(info.input_tokens) !== undefined);
  if (counted.length === 0) return {};
  const sum = (field: string) => counted.reduce((total, info) => total + (numberOf(info[field]) ?? 0), 0);
  return { inputTokens: sum('input_tokens'), outputTokens: sum('output_tokens') };
}

function rawOf(metadata: JsonRecord): JsonValue {
  const told = ['duration', 'channels', ...tokenInfos].filter((name) => metadata[name] !== undefined);
  return Object.fromEntries(told.map((name) => [name, metadata[name]])) as JsonValue;
}
