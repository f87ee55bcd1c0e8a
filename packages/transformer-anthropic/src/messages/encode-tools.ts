// Tools and the choice among them.
import {
  type FunctionTool,
  type HostedTool,
  type JsonObject,
  type JsonSchema,
  type Message,
  type Tool,
  vendorOptions,
} from '@kit/core';
import { adaptSchema, anthropicSubset, type SchemaChange } from '@kit/wire/json-schema';
import { anthropicWire, type Block } from '../wire-names.ts';
import type { MessageScope } from './message-scope.ts';
import type { Notes } from './notes.ts';
import { setOwn } from './vendor-data.ts';

/** `tools`, in the order given. */
export function encodeTools(tools: readonly Tool[], scope: MessageScope): Block[] {
  return tools.map((tool, at) => {
    const block = tool.type === 'hosted' ? encodeHosted(tool) : encodeFunction(tool, at, scope);
    return scope.marks.mark(block, tool.cache);
  });
}

function encodeFunction(tool: FunctionTool, at: number, scope: MessageScope): Block {
  const { name, description, parameters, strict, vendor } = tool;
  const extras = vendorOptions(vendor, scope.context, anthropicWire);
  const schema =
    extras?.input_schema ??
    (strict ? strictSchema(parameters, `tools[${at}].parameters`, scope.notes) : objectSchema(parameters));
  const block: Block = {
    name: scope.tools.sent(name),
    ...(description !== undefined && { description }),
    input_schema: schema,
    ...(strict !== undefined && { strict }),
  };
  for (const field in extras) setOwn(block, field, extras[field]);
  return block;
}

function objectSchema(parameters: JsonSchema | undefined): JsonObject {
  if (!parameters) return { type: 'object', properties: {} };
  return parameters.type === undefined ? { type: 'object', ...parameters } : parameters;
}

function strictSchema(parameters: JsonSchema | undefined, feature: string, notes: Notes): JsonObject {
  const { schema, changes } = adaptSchema(objectSchema(parameters), anthropicSubset);
  noteSchemaChanges(feature, changes, notes);
  return schema;
}

/** Warns of what the schema lost on the way; what only says the same in other words needs no word. */
export function noteSchemaChanges(feature: string, changes: readonly SchemaChange[], notes: Notes): void {
  for (const { path, lossy, detail } of changes)
    if (lossy) notes.warn(path === '' ? feature : `${feature}#${path}`, detail);
}

function encodeHosted({ name, options }: HostedTool): Block {
  const block: Block = { type: name };
  const wireName = hostedToolName(name);
  if (wireName !== undefined) block.name = wireName;
  for (const field in options) setOwn(block, field, options[field]);
  return block;
}

// Types of the vendor's tools whose name is not the type without its date.
const oddNames: ReadonlyMap<string, string | undefined> = new Map([
  ['text_editor_20241022', 'str_replace_editor'],
  ['text_editor_20250124', 'str_replace_editor'],
  ['text_editor_20250429', 'str_replace_based_edit_tool'],
  ['text_editor_20250728', 'str_replace_based_edit_tool'],
  ['mcp_toolset', undefined],
]);

/** The `name` that goes with a tool's `type`: `web_search_20250305` is `web_search`. */
export function hostedToolName(type: string): string | undefined {
  return oddNames.has(type) ? oddNames.get(type) : type.replace(/_\d{8}$/, '');
}

/**
 * Tools for a conversation that has calls in it and offers none: the wire wants calls to be of known tools. They are
 * offered for the record, with a choice of none.
 */
export function toolsOfHistory(messages: readonly Message[]): FunctionTool[] {
  let names: Set<string> | undefined;
  for (const { role, content } of messages) {
    if (role !== 'assistant' || typeof content === 'string') continue;
    for (const part of content) if (part.type === 'tool-call') (names ??= new Set()).add(part.name);
  }
  return [...(names ?? [])].map((name) => ({ name, description: 'Not available any more.' }));
}
