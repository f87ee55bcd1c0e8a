// Folds chat parts into a ChatResponse: the one accumulator, equal to decoding the complete reply.
import { chatResponse } from '../chat-response.ts';
import type { JsonValue } from '../json.ts';
import type { ChatResponse } from '../model/chat.ts';
import type { ResponseMeta } from '../model/result.ts';
import type { FinishPart, StartPart, StreamPart } from '../model/stream-parts.ts';
import type { Usage } from '../model/usage.ts';
import type { Warning } from '../warnings.ts';
import type { Fold } from './fold.ts';
import { ChoiceFold } from './fold-choice.ts';

export function foldChat(): Fold<StreamPart, ChatResponse> {
  return new ChatFold();
}

class ChatFold implements Fold<StreamPart, ChatResponse> {
  /** The choice that the last part belonged to: usually the next one's too. */
  #choice: ChoiceFold | undefined;
  /** All of them, once there is more than one. */
  #choices: Map<number, ChoiceFold> | undefined;
  readonly #warnings: Warning[] = [];
  #start: StartPart | undefined;
  #finish: FinishPart | undefined;
  usage: Usage | undefined = undefined;
  characters = 0;

  add(batch: readonly StreamPart[]): void {
    for (const part of batch) this.#add(part);
  }

  result(): ChatResponse {
    const choices = this.#choices
      ? [...this.#choices.values()].sort((a, b) => a.index - b.index)
      : [this.#choice ?? new ChoiceFold(0)];
    return chatResponse({
      choices: choices.map((choice) => choice.result(this.#finish)),
      meta: this.#meta(),
      usage: this.usage,
      cost: this.#finish?.cost,
      warnings: [...this.#warnings],
    });
  }

  #meta(): ResponseMeta {
    const { responseId, model } = this.#start ?? {};
    const meta: { -readonly [F in keyof ResponseMeta]: ResponseMeta[F] } = { provider: '', timings: {}, attempts: [] };
    if (responseId !== undefined) meta.responseId = responseId;
    if (model !== undefined) meta.model = model;
    return Object.assign(meta, this.#finish?.meta ?? this.#start?.meta);
  }

  #at(index = 0): ChoiceFold {
    const last = this.#choice;
    if (!last) return (this.#choice = new ChoiceFold(index));
    if (last.index === index) return last;
    this.#choices ??= new Map([[last.index, last]]);
    let choice = this.#choices.get(index);
    if (!choice) this.#choices.set(index, (choice = new ChoiceFold(index)));
    return (this.#choice = choice);
  }

  #add(part: StreamPart): void {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        this.#at(part.choice).text(part.type, part.index, part.text);
        this.characters += part.text.length;
        return;
      case 'tool-call-delta':
        this.#at(part.choice).callDelta(part.index, part.id, part.delta);
        this.characters += part.delta.length;
        return;
      case 'tool-call-start':
        return this.#at(part.choice).startCall(part.index, part.id, part.name);
      case 'tool-call':
        if (!this.#at(part.choice).completeCall(part)) this.characters += part.arguments.length;
        return;
      case 'hosted-tool-call':
      case 'tool-result': {
        const { choice, index, ...block } = part;
        return this.#at(choice).whole(index, block);
      }
      case 'vendor':
        return this.#at(part.choice).whole(part.index, { type: 'vendor', vendor: part.vendor });
      case 'file':
        return this.#at(part.choice).whole(part.index, part.file);
      case 'citation':
        return this.#at(part.choice).citation(part.index, part.citation);
      case 'block-end':
        return this.#at(part.choice).endBlock(part);
      case 'logprobs':
        return this.#at(part.choice).logprobs(part.logprobs);
      case 'choice-end':
        return this.#at(part.choice).end(part, part.vendor);
      case 'start':
        this.#start = this.#start ? { ...this.#start, ...part } : part;
        return;
      case 'usage':
        this.usage = part.usage;
        return;
      case 'warning':
        this.#warnings.push(part.warning);
        return;
      case 'finish':
        this.#finish = part;
        this.usage = part.usage ?? this.usage;
        return;
      default: // progress, raw, resumed, and types that are not known yet
    }
  }
}

/** A tool call's argument text, read: `input` if it is JSON, `invalid` with the reason if not. Empty text means `{}`. */
export function parseToolArguments(text: string): { input: JsonValue } | { invalid: string } {
  if (text.trim() === '') return { input: {} };
  try {
    return { input: JSON.parse(text) as JsonValue };
  } catch (error) {
    return { invalid: `The arguments are not JSON: ${(error as Error).message}` };
  }
}
