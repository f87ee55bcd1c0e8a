// defineTool: a function that a model may call, with the schema of its input.
import { type CallOptions, checkOptions, type FunctionTool, type JsonValue, KitError, type Message } from '@kit/core';
import { type ReadValue, readText, type Validation } from '../schema/read-value.ts';
import { type ResolvedSchema, resolveSchema } from '../schema/resolve-schema.ts';
import type { OutputOf, Schema } from '../schema/standard-schema.ts';
import { checkDefinition } from './definition-checks.ts';
import { checkTimeout } from './run-settings.ts';

/** What a tool is told of the call that it answers. */
export interface ToolRun {
  /** Id of the call, as the model's vendor made it. */
  readonly id: string;
  readonly name: string;
  /** Turn of the loop, from 1; 0 for a call that was open when the loop began. */
  readonly turn: number;
  /** Fires when the loop is cancelled and when the tool's time is over. */
  readonly signal: AbortSignal;
  /** The conversation up to the call, the call included. */
  readonly messages: readonly Message[];
  /** The loop's call options: tenant, user, actor, metadata. */
  readonly options: CallOptions;
  /** Tells how far it is: a `tool-progress` part in streams. */
  readonly progress: (detail: JsonValue) => void;
}

export interface ToolDefinition<Name extends string, S extends Schema, Output> {
  readonly name: Name;
  /** What the tool does and when to use it: the model reads nothing else. */
  readonly description?: string;
  /** What it takes: any Standard Schema or a JSON Schema, an object at its root. Nothing if absent. */
  readonly input?: S;
  /** Answers the call: a text, content parts, or anything that JSON can say. What it throws is told to the model. */
  run(input: OutputOf<S>, call: ToolRun): Output | Promise<Output>;
  /** Default `lenient`: almost-JSON and mixed-up forms are repaired. */
  readonly validation?: Validation;
  /** Whether somebody has to agree to a call; default false. See the loop's `approve`. */
  readonly approval?: boolean | ((input: OutputOf<S>, call: ToolRun) => boolean | Promise<boolean>);
  /** Milliseconds; `false` for no limit. Default: the loop's `toolTimeoutMs`. */
  readonly timeoutMs?: number | false;
  /** Asks the vendor to hold the arguments to the schema. */
  readonly strict?: boolean;
  readonly cache?: FunctionTool['cache'];
  readonly vendor?: FunctionTool['vendor'];
}

/** A tool, ready to be offered and run. */
export interface DefinedTool<Name extends string = string, Input = unknown, Output = unknown> {
  readonly name: Name;
  /** What the model is told. */
  readonly definition: FunctionTool;
  readonly timeoutMs: number | false | undefined;
  /** Reads and validates the arguments of a call. */
  readInput(text: string, mayBeCut?: boolean): Promise<ReadValue<Input>>;
  needsApproval(input: Input, call: ToolRun): Promise<boolean>;
  run(input: Input, call: ToolRun): Promise<Output>;
}

const noInput: ResolvedSchema = {
  json: { type: 'object', properties: {}, additionalProperties: false },
  validate: async () => ({ value: {} }),
};

/**
 * Defines a tool. Its input is typed by the schema.
 *
 * @example
 * const weather = defineTool({
 *   name: 'weather',
 *   description: 'The weather in a city, now.',
 *   input: z.object({ city: z.string() }),
 *   run: async ({ city }) => ({ city, celsius: 18 }),
 * });
 *
 * @throws KitError `config` for a wrong definition.
 */
export function defineTool<const Name extends string, S extends Schema, Output>(
  definition: ToolDefinition<Name, S, Output>,
): DefinedTool<Name, OutputOf<S>, Output> {
  checkOptions('defineTool()', definition, optionChecks, ['name', 'run']);
  const { name, description, input, validation = 'lenient', approval = false, timeoutMs, strict } = definition;
  const owner = `defineTool("${name}")`;
  const schema = (input === undefined ? noInput : resolveSchema(input, owner, 'input')) as ResolvedSchema<OutputOf<S>>;
  const told: FunctionTool = {
    name,
    parameters: schema.json,
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
    ...(definition.cache !== undefined && { cache: definition.cache }),
    ...(definition.vendor && { vendor: definition.vendor }),
  };
  checkDefinition(told, validation, owner);
  return {
    name,
    definition: told,
    timeoutMs,
    // Vendors write a call without arguments as one without text.
    readInput: (text, mayBeCut = false) => readText(schema, { text, validation, mayBeCut, empty: {} }),
    needsApproval: async (value, call) => (typeof approval === 'function' ? approval(value, call) : approval),
    run: async (value, call) => definition.run(value, call),
  };
}

const optionChecks = {
  name: 'string',
  description: 'string',
  input: 'any',
  run: 'function',
  validation: ['lenient', 'strict'],
  approval: (value: unknown) =>
    typeof value === 'boolean' || typeof value === 'function' ? undefined : 'true, false or a function of the input',
  timeoutMs: checkTimeout,
  strict: 'boolean',
  cache: 'any',
  vendor: 'object',
} as const;

/** Whether a tool of a loop is one that can be run here. */
export function isDefinedTool(tool: object): tool is DefinedTool {
  return 'definition' in tool && 'readInput' in tool;
}

/** @throws KitError `config` for two tools of one name. */
export function checkToolNames(tools: readonly { readonly name: string }[], owner: string): void {
  const names = new Set<string>();
  for (const { name } of tools) {
    if (names.has(name)) {
      throw new KitError('config', `${owner}: two tools are called "${name}".`, { field: 'tools' });
    }
    names.add(name);
  }
}
