// The parts of a falStream → its result: the last output is the whole one.
import type { Fold, JsonValue, ResponseMeta, Warning } from '@kit/core';
import type { FalStreamPart, FalStreamResponse } from './own-operations.ts';

export function foldOutput(): Fold<FalStreamPart, FalStreamResponse> {
  const warnings: Warning[] = [];
  let meta: ResponseMeta = { provider: '', timings: {}, attempts: [] };
  let output: JsonValue = null;
  return {
    usage: undefined,
    characters: 0,
    add(batch) {
      for (const part of batch) {
        if (part.type === 'output') output = part.output;
        else if (part.type === 'warning') warnings.push(part.warning);
        else meta = part.meta ?? meta;
      }
    },
    result: () => ({ output, meta, warnings: [...warnings] }),
  };
}
