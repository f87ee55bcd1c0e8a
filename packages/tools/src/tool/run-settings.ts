// How calls of tools are run: limits, approval, what becomes of failures.
import type { OptionChecks } from '@kit/core';
import type { ToolRun } from './define-tool.ts';

/** A call that somebody has to agree to. */
export interface ApprovalRequest extends ToolRun {
  /** The validated input. */
  readonly input: unknown;
}

/** `later`: the loop stops there and lists the call as open; it goes on when it is given the conversation again. */
export type Approval = boolean | 'later' | { readonly approved: boolean; readonly reason?: string };

export interface ToolRunOptions {
  /** Tools of one turn that run at the same time. Default 8. */
  readonly concurrency?: number;
  /** Milliseconds that a tool may take, where it says nothing else; `false` for no limit. Default 60,000. */
  readonly toolTimeoutMs?: number | false;
  /**
   * Asked for every call of a tool that needs approval, one after the other, before any tool of the turn runs.
   * Without it such calls are left open, as with `later`.
   */
  readonly approve?: (call: ApprovalRequest) => Approval | Promise<Approval>;
  /** What becomes of a tool that throws or takes too long: the model is told (default), or the loop fails. */
  readonly toolErrors?: 'tell-model' | 'throw';
  /** The words for a failure that the model is told. Default: the error's message. */
  readonly describeError?: (error: unknown, call: ToolRun) => string;
}

export type RunSettings = Required<Omit<ToolRunOptions, 'approve' | 'describeError'>> &
  Pick<ToolRunOptions, 'approve' | 'describeError'>;

/** What a timer of a runtime can be set to. More is a slip of the unit, and for ever is `false`. */
const longestTimerMs = 2 ** 31 - 1;

export function checkTimeout(value: unknown): string | undefined {
  if (value === false || (typeof value === 'number' && value > 0 && value <= longestTimerMs)) return undefined;
  return `milliseconds above 0 and up to ${longestTimerMs} (24 days), or false for no limit`;
}

export const runOptionChecks: OptionChecks = {
  concurrency: (value) =>
    Number.isInteger(value) && (value as number) > 0 ? undefined : 'a whole number of tools, 1 or more',
  toolTimeoutMs: checkTimeout,
  approve: 'function',
  toolErrors: ['tell-model', 'throw'],
  describeError: 'function',
};

export function runSettings(options: ToolRunOptions): RunSettings {
  const { concurrency = 8, toolTimeoutMs = 60_000, toolErrors = 'tell-model', approve, describeError } = options;
  return { concurrency, toolTimeoutMs, toolErrors, approve, describeError };
}
