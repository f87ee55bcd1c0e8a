// Runs the calls of one turn: read, approved, run side by side within their time; outcomes in the order of the calls.
import { type CallOptions, type Environment, KitError, type Message, type Scope, type ToolCallPart } from '@kit/core';
import { issueLines } from '../schema/read-value.ts';
import { type DefinedTool, isDefinedTool, type ToolRun } from './define-tool.ts';
import { findTool } from './find-tool.ts';
import { resultPart } from './result-content.ts';
import type { Approval, RunSettings } from './run-settings.ts';
import { errorOutcome, type ToolOutcome } from './tool-outcome.ts';
import type { ToolPart } from './tool-parts.ts';
import { withinScope } from './within-scope.ts';

/** What the calls of a turn run in. */
export interface CallsPlace {
  /** Tools that can be run, and those that somebody else runs. */
  readonly tools: readonly { readonly name: string }[];
  readonly settings: RunSettings;
  readonly scope: Scope;
  readonly environment: Environment;
  readonly turn: number;
  /** The conversation, the calls included. */
  readonly messages: readonly Message[];
  readonly options: CallOptions;
  /** The answer was cut off, and perhaps the arguments with it. */
  readonly mayBeCut: boolean;
  readonly emit: (part: ToolPart) => void;
}

/** A call that is not answered yet: somebody has to approve it, or runs the tool himself. */
export interface OpenCall {
  readonly call: ToolCallPart;
  readonly reason: 'approval' | 'no-run';
}

export interface RanCalls {
  readonly outcomes: readonly ToolOutcome[];
  readonly open: readonly OpenCall[];
}

type Step = { readonly outcome: ToolOutcome } | { readonly open: OpenCall } | { readonly ready: ReadyCall };

interface ReadyCall {
  readonly call: ToolCallPart;
  readonly tool: DefinedTool;
  readonly input: unknown;
  readonly repaired: string | undefined;
}

/**
 * @throws KitError the reason when the scope is cancelled; `tool-failed` for a failure, if the settings say so: then the
 * other tools of the turn are cancelled.
 */
export async function runCalls(calls: readonly ToolCallPart[], place: CallsPlace): Promise<RanCalls> {
  const scope = place.scope.fork();
  const at = { ...place, scope };
  try {
    const read = await withinScope(scope, () => Promise.all(calls.map((call) => readCall(call, at))));
    // One question after the other, and all of them before anything is done.
    const steps: Step[] = [];
    for (const step of read) steps.push('ready' in step ? await approve(step.ready, at) : step);
    for (const step of steps)
      if ('outcome' in step) at.emit({ type: 'tool-end', turn: at.turn, outcome: step.outcome });
    const outcomes = await runSideBySide(steps, at);
    return { outcomes: outcomes.filter(isThere), open: steps.flatMap((step) => ('open' in step ? [step.open] : [])) };
  } catch (error) {
    scope.cancel(error);
    throw error;
  } finally {
    scope.close();
  }
}

const isThere = <T>(value: T | undefined): value is T => value !== undefined;

/** Outcomes by step; open calls have none. */
async function runSideBySide(steps: readonly Step[], at: CallsPlace): Promise<(ToolOutcome | undefined)[]> {
  const outcomes = steps.map((step) => ('outcome' in step ? step.outcome : undefined));
  let next = 0;
  const work = async () => {
    while (next < steps.length) {
      const mine = next++;
      const step = steps[mine] as Step;
      if ('ready' in step) outcomes[mine] = await runOne(step.ready, at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(at.settings.concurrency, steps.length) }, work));
  return outcomes;
}

async function readCall(call: ToolCallPart, at: CallsPlace): Promise<Step> {
  const tool = findTool(at.tools, call.name);
  if (!tool) {
    const known = at.tools.map(({ name }) => name).join(', ');
    const error = `There is no tool "${call.name}". The tools are: ${known || 'none'}.`;
    return { outcome: errorOutcome(call, { status: 'unknown', error }) };
  }
  if (!isDefinedTool(tool)) return { open: { call, reason: 'no-run' } };
  const read = await tool.readInput(call.arguments, at.mayBeCut);
  if (!read.issues) return { ready: { call, tool, input: read.value, repaired: read.repaired } };
  const hint = at.mayBeCut ? 'The answer was cut off by its token limit; make the call shorter.' : 'Correct the call.';
  const error = `The arguments of ${tool.name} do not fit its schema:\n${issueLines(read.issues)}\n${hint}`;
  return { outcome: errorOutcome(call, { status: 'invalid', error }) };
}

async function approve(ready: ReadyCall, at: CallsPlace): Promise<Step> {
  const { call, tool, input, repaired } = ready;
  const run = toolRun(ready, at.scope, at);
  if (!(await withinScope(at.scope, () => tool.needsApproval(input, run)))) return { ready };
  const ask = at.settings.approve;
  const answer = ask ? await withinScope(at.scope, () => ask(Object.assign(run, { input }))) : 'later';
  if (answer === 'later') return { open: { call, reason: 'approval' } };
  const { approved, reason } = readApproval(answer);
  if (approved) return { ready };
  const error = `This call was not approved${reason ? `: ${reason}` : ''}. Do not repeat it.`;
  return { outcome: errorOutcome(call, { status: 'denied', error }, { input, ...(repaired && { repaired }) }) };
}

/** What is not clearly a yes is never taken for one. */
function readApproval(answer: Exclude<Approval, 'later'>): { readonly approved: boolean; readonly reason?: string } {
  if (typeof answer === 'boolean') return { approved: answer };
  if (typeof (answer as Partial<typeof answer> | null | undefined)?.approved === 'boolean') return answer;
  const expected = 'true, false, "later" or { approved: boolean, reason? }';
  throw new KitError('config', `\`approve\` must answer ${expected}.`, { field: 'approve' });
}

function toolRun(ready: ReadyCall, scope: Scope, at: CallsPlace): ToolRun {
  return new RunningTool(ready, scope, at);
}

class RunningTool implements ToolRun {
  readonly id: string;
  readonly name: string;
  readonly turn: CallsPlace['turn'];
  readonly messages: CallsPlace['messages'];
  readonly options: CallsPlace['options'];
  readonly #scope: Scope;
  readonly #emit: CallsPlace['emit'];

  constructor({ call, tool }: ReadyCall, scope: Scope, { turn, messages, options, emit }: CallsPlace) {
    this.id = call.id;
    this.name = tool.name;
    this.turn = turn;
    this.messages = messages;
    this.options = options;
    this.#scope = scope;
    this.#emit = emit;
  }

  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  /** May be taken apart from its tool. */
  readonly progress: ToolRun['progress'] = (detail) => {
    const { turn, id, name } = this;
    // A tool whose time is over may not know it.
    if (!this.#scope.closed) this.#emit({ type: 'tool-progress', turn, id, name, detail });
  };
}

async function runOne(ready: ReadyCall, at: CallsPlace): Promise<ToolOutcome> {
  const { call, tool, input, repaired } = ready;
  const { settings, environment, turn, emit } = at;
  const scope = at.scope.fork();
  const timeoutMs = tool.timeoutMs ?? settings.toolTimeoutMs;
  if (timeoutMs !== false) scope.expireAfter(timeoutMs, environment);
  const startedMs = environment.monotonicMs();
  const run = toolRun(ready, scope, at);
  const known = { input, ...(repaired && { repaired }) };
  const { id } = call;
  const { name } = tool;
  emit({ type: 'tool-start', turn, id, name, input });
  let outcome: ToolOutcome;
  try {
    const output = await withinScope(scope, () => tool.run(input, run));
    const result = resultPart({ id, name }, output);
    outcome = {
      id,
      name,
      status: 'complete',
      ...known,
      output,
      durationMs: environment.monotonicMs() - startedMs,
      result,
    };
  } catch (cause) {
    if (at.scope.reason) throw at.scope.reason;
    const durationMs = environment.monotonicMs() - startedMs;
    const isLate = scope.reason !== undefined;
    if (settings.toolErrors === 'throw') throw toolFailed(name, isLate ? timeoutMs : undefined, cause);
    const error = isLate ? `No answer within ${timeoutMs} ms.` : describe(settings, cause, run);
    outcome = errorOutcome({ id, name }, { status: isLate ? 'timeout' : 'failed', error, cause, durationMs }, known);
  } finally {
    scope.close();
  }
  emit({ type: 'tool-end', turn, outcome });
  return outcome;
}

function describe({ describeError }: RunSettings, error: unknown, run: ToolRun): string {
  if (describeError) return describeError(error, run);
  return `The tool failed: ${error instanceof Error ? error.message || error.name : 'it threw something that is no error'}`;
}

/** The tool's own words stay in `cause`: they may quote what it worked with. */
function toolFailed(name: string, timeoutMs: number | false | undefined, cause: unknown): KitError {
  const what = timeoutMs === undefined ? 'failed; `cause` says why' : `did not answer within ${timeoutMs} ms`;
  return new KitError('tool-failed', `The tool "${name}" ${what}.`, { field: name, cause });
}
