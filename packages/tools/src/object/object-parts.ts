// Parts of streamed structured output: those of the answer's stream, and the object as it grows.
import type { FinishPart, StreamPart } from '@kit/core';
import type { Issue } from '../schema/resolve-schema.ts';

/** The answer's own parts stay: its text is the JSON text. */
export type ObjectPart<Output, Input = Output> =
  | Exclude<StreamPart, FinishPart>
  | ObjectSnapshot<Input>
  | AnswerEnd
  | InvalidAnswer
  | ObjectFinish<Output>;

/**
 * What is there of the object, after each batch of the stream that brought something. Not validated.
 * The same object grows from part to part: copy it (`structuredClone`) to keep a state of it.
 */
export interface ObjectSnapshot<Partial> {
  readonly type: 'object';
  readonly object: Partial;
}

/** An answer is over: what its stream's finish said. */
export interface AnswerEnd extends Omit<FinishPart, 'type'> {
  readonly type: 'answer-end';
}

/** The answer does not fit. Where the model is asked again, a new object begins; else the stream throws. */
export interface InvalidAnswer {
  readonly type: 'invalid';
  readonly issues: readonly Issue[];
  readonly asksAgain: boolean;
}

/** The last part: the validated object, with usage and cost of all answers. */
export interface ObjectFinish<Output> extends FinishPart {
  readonly object: Output;
  /** What had to be done to the answer to make it fit. */
  readonly repaired?: string;
}
