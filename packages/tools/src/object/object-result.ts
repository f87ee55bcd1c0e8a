// What comes out of structured output, complete and on the way.
import type { ChatResponse, Result } from '@kit/core';
import type { Issue } from '../schema/resolve-schema.ts';

/** Usage and cost are those of all answers; `meta` is the last one's. */
export interface ObjectResult<T> extends Result {
  /** Validated, with what the schema fills in and transforms. */
  readonly object: T;
  /** The JSON text that it was read from. */
  readonly text: string;
  /** The answer that holds it. */
  readonly response: ChatResponse;
  /** All answers: those in front were corrected. */
  readonly responses: readonly ChatResponse[];
}

/** `partial` of an `invalid-output` error. `object` is what arrived in a stream, not validated. */
export interface InvalidObject extends Partial<Omit<ObjectResult<unknown>, 'responses'>> {
  readonly responses: readonly ChatResponse[];
  /** What does not fit. May quote the answer. */
  readonly issues?: readonly Issue[];
}
