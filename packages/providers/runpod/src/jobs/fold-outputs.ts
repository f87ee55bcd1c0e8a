// The parts of a runpodStream → its result.
import type { Fold, JsonValue, ResponseMeta, Usage, Warning } from '@kit/core';
import type { RunpodStreamPart, RunpodStreamResponse } from './operation.ts';

export function foldOutputs(): Fold<RunpodStreamPart, RunpodStreamResponse> {
  return new OutputsFold();
}

class OutputsFold implements Fold<RunpodStreamPart, RunpodStreamResponse> {
  readonly #outputs: JsonValue[] = [];
  readonly #warnings: Warning[] = [];
  #meta: ResponseMeta = { provider: '', timings: {}, attempts: [] };
  #last: Extract<RunpodStreamPart, { type: 'finish' }> | undefined;
  usage: Usage | undefined = undefined;
  characters = 0;

  add(batch: readonly RunpodStreamPart[]): void {
    for (const part of batch) {
      if (part.type === 'output') {
        this.#outputs.push(part.output);
        this.characters += typeof part.output === 'string' ? part.output.length : 0;
      } else if (part.type === 'warning') this.#warnings.push(part.warning);
      else if (part.type === 'start' || part.type === 'finish') this.#meta = part.meta ?? this.#meta;
      if (part.type === 'finish') {
        this.#last = part;
        this.usage = part.usage;
      }
    }
  }

  result(): RunpodStreamResponse {
    const { usage, cost } = this.#last ?? {};
    return {
      outputs: [...this.#outputs],
      meta: this.#meta,
      warnings: [...this.#warnings],
      ...(usage && { usage }),
      ...(cost && { cost }),
    };
  }
}
