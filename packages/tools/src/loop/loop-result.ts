// What comes out of a loop of tools.
import type { ChatResponse, Message, Result } from '@kit/core';
import type { OpenCall } from '../tool/run-calls.ts';
import type { OutcomeOf, ToolOutcome } from '../tool/tool-outcome.ts';
import type { LoopTool, Turn } from './loop-request.ts';

/**
 * - `answer` the model answered without a call · `condition` `stopWhen` said so
 * - `approval` a call waits for somebody to agree · `open-calls` a call is for somebody else to run
 */
export type LoopStop = 'answer' | 'condition' | 'approval' | 'open-calls';

/**
 * Usage and cost are those of all turns; `meta` is the last turn's. An error's `partial` has this shape, too: then
 * `stop` is absent, and `response` may be the beginning of the turn that broke.
 */
export interface ToolLoopResult<Outcome = ToolOutcome> extends Result {
  readonly stop?: LoopStop;
  /** The text of the last turn. */
  readonly text: string;
  /** The last turn's answer; absent if no turn was made. */
  readonly response?: ChatResponse;
  readonly turns: readonly Turn<Outcome>[];
  /** The whole conversation, ready to go on with. */
  readonly messages: readonly Message[];
  /** Calls at its end that are not answered. */
  readonly open: readonly OpenCall[];
}

/** The result of a loop with these tools. */
export type ToolLoopResultOf<T extends readonly LoopTool[]> = ToolLoopResult<OutcomeOf<T[number]>>;
