// Parts of a stream that tell what tools do.
import type { JsonValue } from '@kit/core';
import type { ToolOutcome } from './tool-outcome.ts';

interface OfCall {
  /** Turn of the loop, from 1; 0 for calls that were open when it began. */
  readonly turn: number;
  /** Id and name of the call. */
  readonly id: string;
  readonly name: string;
}

/** A tool begins to run: its arguments are valid and approved. */
export interface ToolStart extends OfCall {
  readonly type: 'tool-start';
  readonly input: unknown;
}

/** What a tool tells on its way. */
export interface ToolProgress extends OfCall {
  readonly type: 'tool-progress';
  readonly detail: JsonValue;
}

/** A call is answered, by its tool or by an error for the model. In the order in which they are done. */
export interface ToolEnd<Outcome = ToolOutcome> {
  readonly type: 'tool-end';
  readonly turn: number;
  readonly outcome: Outcome;
}

export type ToolPart<Outcome = ToolOutcome> = ToolStart | ToolProgress | ToolEnd<Outcome>;
