// Folds a streamed loop into its result.
import { type ChatResponse, type Fold, foldChat, type Message, type StreamPart, type Usage } from '@kit/core';
import type { LoopFinish, ToolLoopPart, TurnEnd } from './loop-parts.ts';
import { LoopRecord } from './loop-record.ts';
import type { ToolLoopResult } from './loop-result.ts';

const loopTypes: ReadonlySet<string> = new Set([
  'turn-end',
  'tool-start',
  'tool-progress',
  'tool-end',
  'conversation',
  'finish',
]);

export class LoopFold implements Fold<ToolLoopPart, ToolLoopResult> {
  readonly #record: LoopRecord;
  #turn: Fold<StreamPart, ChatResponse> | undefined;
  #finish: LoopFinish | undefined;
  #characters = 0;

  constructor(provider: string, messages: readonly Message[]) {
    this.#record = new LoopRecord(provider, messages);
  }

  get usage(): Usage | undefined {
    return this.#finish?.usage ?? this.#record.result(undefined, [], this.#turn?.result()).usage;
  }

  get characters(): number {
    return this.#characters + (this.#turn?.characters ?? 0);
  }

  add(batch: readonly ToolLoopPart[]): void {
    // Almost every batch is a piece of one turn.
    if (!batch.some(({ type }) => loopTypes.has(type))) return this.#chat().add(batch as readonly StreamPart[]);
    for (const part of batch) this.#add(part);
  }

  result(): ToolLoopResult {
    return this.#record.result(this.#finish?.stop, this.#finish?.open, this.#turn?.result());
  }

  #chat(): Fold<StreamPart, ChatResponse> {
    this.#turn ??= foldChat();
    return this.#turn;
  }

  #add(part: ToolLoopPart): void {
    switch (part.type) {
      case 'turn-end':
        return this.#endTurn(part);
      case 'tool-end':
        return this.#record.addOutcome(part.outcome);
      case 'conversation':
        return this.#record.replace(part);
      case 'finish':
        this.#finish = part as LoopFinish;
        return;
      case 'tool-start':
      case 'tool-progress':
        return;
      default:
        this.#chat().add([part]);
    }
  }

  #endTurn(part: TurnEnd): void {
    const chat = this.#chat();
    chat.add([{ ...part, type: 'finish' }]);
    this.#characters += chat.characters;
    this.#record.addTurn(chat.result());
    this.#turn = undefined;
  }
}
