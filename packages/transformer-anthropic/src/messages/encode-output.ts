// Structured answers: the wire's own output format, or a tool that the model must answer through.
import type { ChatRequest, JsonSchema, JsonValue, OutputFormat } from '@kit/core';
import { parseJson } from '@kit/wire';
import { type AdaptedSchema, adaptSchema, anthropicSubset, restoreAnswer } from '@kit/wire/json-schema';
import type { Block } from '../wire-names.ts';
import type { AnswerState } from './answer-state.ts';
import { mayForce } from './encode-tool-choice.ts';
import { noteSchemaChanges } from './encode-tools.ts';
import type { MessageScope } from './message-scope.ts';

type SchemaOutput = Extract<OutputFormat, { type: 'json-schema' }>;

export interface EncodedOutput {
  /** `output_config.format`. */
  readonly format?: Block;
  /** A tool for the answer, and the choice that makes the model use it. */
  readonly tool?: Block;
  readonly toolChoice?: Block;
  /** Words for the model, to be added to the system prompt. */
  readonly instruction?: string;
  readonly state?: Pick<AnswerState, 'answerTool' | 'unwrap'>;
}

/** What the request's output format becomes. */
export function encodeOutput(
  { output, toolChoice }: ChatRequest,
  toolNames: readonly string[],
  thinking: boolean,
  model: string,
  scope: MessageScope,
): EncodedOutput {
  if (!output || output.type === 'text') return {};
  if (output.type === 'json') {
    scope.notes.warn('output', 'The wire has no JSON without a schema; the model was asked for it in words.');
    return { instruction: 'Answer with a single JSON value and nothing else: no prose, no code fence.' };
  }
  if (scope.rules.structuredOutput) return encodeFormat(output, scope);
  const answerTool = answerToolFor(output, toolNames, scope);
  const { tool, state } = answerTool;
  // With tools of the caller's, the model may call one of those before it answers.
  const others = toolNames.length > 0 && toolChoice !== 'none';
  if (!mayForce(thinking, model, scope)) {
    return {
      tool,
      state,
      toolChoice: { type: 'auto' },
      instruction: `Give your final answer by calling the tool "${state.answerTool}".`,
    };
  }
  return { tool, state, toolChoice: others ? { type: 'any' } : { type: 'tool', name: state.answerTool ?? '' } };
}

function encodeFormat({ schema, description }: SchemaOutput, { notes }: MessageScope): EncodedOutput {
  const adapted = adaptSchema(described(schema, description), anthropicSubset);
  noteSchemaChanges('output.schema', adapted.changes, notes);
  return { format: { type: 'json_schema', schema: adapted.schema }, state: unwrapping(schema, adapted) };
}

const described = (schema: JsonSchema, description: string | undefined): JsonSchema =>
  description === undefined || schema.description !== undefined ? schema : { ...schema, description };

function answerToolFor({ schema, description }: SchemaOutput, taken: readonly string[], scope: MessageScope) {
  let name = 'json';
  for (let attempt = 2; taken.includes(name); attempt++) name = `json_${attempt}`;
  const adapted = withObjectRoot(schema);
  const tool: Block = {
    name,
    description: description ?? 'Takes the answer. Call it once, with the whole answer.',
    input_schema: adapted.schema,
  };
  return { tool: scope.marks.note(tool), state: { answerTool: name, ...unwrapping(schema, adapted) } };
}

/** Inputs of tools are objects; any other answer is put into one. */
function withObjectRoot(schema: JsonSchema): AdaptedSchema {
  if (schema.type === 'object') return { schema, changes: [] };
  const { $defs, ...value } = schema;
  const wrapped = { type: 'object', properties: { value }, required: ['value'], ...($defs !== undefined && { $defs }) };
  return { schema: wrapped, changes: [], wrapper: 'value' };
}

/** How to take the answer back out, where it was put into an object. */
function unwrapping(schema: JsonSchema, adapted: AdaptedSchema): Pick<AnswerState, 'unwrap'> {
  if (adapted.wrapper === undefined) return {};
  return {
    unwrap: (text) => {
      const answer = parseJson(text);
      return answer === undefined ? text : JSON.stringify(restoreAnswer(answer as JsonValue, schema, adapted));
    },
  };
}
