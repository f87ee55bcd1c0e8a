// How a call of a tool came out, and what the model is told of it.
import type { ToolCallPart, ToolResultPart } from '@kit/core';
import type { DefinedTool } from './define-tool.ts';
import { resultPart } from './result-content.ts';

/**
 * - `complete` it answered · `failed` it threw, or answered what JSON cannot say · `timeout` its time was over
 * - `invalid` the arguments do not fit its schema · `denied` nobody agreed to the call · `unknown` there is no such tool
 */
export type ToolStatus = 'complete' | 'failed' | 'timeout' | 'invalid' | 'denied' | 'unknown';

export interface ToolOutcome<Name extends string = string, Input = unknown, Output = unknown> {
  /** Id of the call. */
  readonly id: string;
  readonly name: Name;
  readonly status: ToolStatus;
  /** The validated input; absent when the arguments were `invalid` or the tool is `unknown`. */
  readonly input?: Input;
  /** What the tool answered; only when `complete`. */
  readonly output?: Output;
  /** What the model is told instead of an output. */
  readonly error?: string;
  /** What the tool threw. */
  readonly cause?: unknown;
  /** What had to be done to the arguments to make them fit. */
  readonly repaired?: string;
  readonly durationMs: number;
  /** As it goes back to the model. */
  readonly result: ToolResultPart;
}

/** The outcomes of a list of tools, each with the types of its own tool. */
export type OutcomeOf<T> =
  T extends DefinedTool<infer Name, infer Input, infer Output> ? ToolOutcome<Name, Input, Output> : never;

export interface Told {
  readonly status: Exclude<ToolStatus, 'complete'>;
  readonly error: string;
  readonly cause?: unknown;
  readonly durationMs?: number;
}

/** An outcome that the model is told as an error. */
export function errorOutcome(
  { id, name }: Pick<ToolCallPart, 'id' | 'name'>,
  { status, error, cause, durationMs = 0 }: Told,
  known: Pick<ToolOutcome, 'input' | 'repaired'> = {},
): ToolOutcome {
  return {
    id,
    name,
    status,
    ...known,
    error,
    ...(cause !== undefined && { cause }),
    durationMs,
    result: resultPart({ id, name }, error, true),
  };
}
