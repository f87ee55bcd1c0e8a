// What decoding an answer has to know of its request.

/** State of an encoded request. Plain data and pure functions. */
export interface AnswerState {
  /** Tools that were renamed for the wire: sent name → the caller's name. */
  readonly toolNames: ReadonlyMap<string, string>;
  /** Name of the tool whose input is the answer, for models without structured outputs. */
  readonly answerTool?: string;
  /** Takes a JSON answer out of the object that the wire wanted around it. */
  readonly unwrap?: (text: string) => string;
}

export const plainAnswer: AnswerState = { toolNames: new Map() };
