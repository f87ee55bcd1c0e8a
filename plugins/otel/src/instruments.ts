// The metrics of the conventions: durations, time to the first chunk, tokens.
import type { Usage } from '@kit/core';
import type { Attributes, Meter } from '@opentelemetry/api';
import { secondBoundaries, tokenBoundaries } from './semantic-conventions.ts';

export interface Instruments {
  duration(seconds: number, attributes: Attributes): void;
  firstChunk(seconds: number, attributes: Attributes): void;
  tokens(usage: Usage, attributes: Attributes): void;
}

export function instruments(meter: Meter): Instruments {
  const seconds = { unit: 's', advice: { explicitBucketBoundaries: secondBoundaries } };
  const duration = meter.createHistogram('gen_ai.client.operation.duration', {
    ...seconds,
    description: 'GenAI operation duration.',
  });
  const firstChunk = meter.createHistogram('gen_ai.client.operation.time_to_first_chunk', {
    ...seconds,
    description: 'Time to receive the first chunk.',
  });
  const tokens = meter.createHistogram('gen_ai.client.token.usage', {
    unit: '{token}',
    description: 'Number of input and output tokens used.',
    advice: { explicitBucketBoundaries: tokenBoundaries },
  });
  return {
    duration: (value, attributes) => duration.record(value, attributes),
    firstChunk: (value, attributes) => firstChunk.record(value, attributes),
    tokens(usage, attributes) {
      // Where a vendor tells both, the conventions want what is billed.
      const { inputTokens, outputTokens } = usage.billed ?? usage;
      if (inputTokens !== undefined) tokens.record(inputTokens, { ...attributes, 'gen_ai.token.type': 'input' });
      if (outputTokens !== undefined) tokens.record(outputTokens, { ...attributes, 'gen_ai.token.type': 'output' });
    },
  };
}
