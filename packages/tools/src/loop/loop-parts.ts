// Parts of a streamed loop: those of every turn's stream, what tools do in between, one finish at the end.
import type { Cost, FinishPart, Message, StreamPart, Usage } from '@kit/core';
import type { OpenCall } from '../tool/run-calls.ts';
import type { ToolOutcome } from '../tool/tool-outcome.ts';
import type { ToolPart } from '../tool/tool-parts.ts';
import type { LoopStop } from './loop-result.ts';

/**
 * Each turn begins with its `start` and ends with `turn-end`, which is what its stream's `finish` said. Block indexes and
 * `usage` parts are the turn's own.
 */
export type ToolLoopPart<Outcome = ToolOutcome> =
  | Exclude<StreamPart, FinishPart>
  | TurnEnd
  | ToolPart<Outcome>
  | ConversationChange
  | LoopFinish;

export interface TurnEnd extends Omit<FinishPart, 'type'> {
  readonly type: 'turn-end';
  /** From 1. */
  readonly turn: number;
}

/** The conversation was made to fit (`fit`). */
export interface ConversationChange {
  readonly type: 'conversation';
  readonly messages: readonly Message[];
  readonly usage?: Usage | undefined;
  readonly cost?: Cost | undefined;
}

/** The last part: the last turn's finish, with usage and cost of all turns. */
export interface LoopFinish extends FinishPart {
  readonly stop: LoopStop;
  readonly open: readonly OpenCall[];
}

/** What a loop tells that is not in the streams of its turns. */
export type LoopEvent = ToolPart | ConversationChange;
