// Tools: functions in one list, tools that the vendor runs beside them, and which of them may be called.
import type { ChatRequest, FunctionTool, HostedTool, JsonObject, JsonValue, Tool } from '@kit/core';
import { adaptSchema, geminiJsonSchemaSubset } from '@kit/wire/json-schema';
import { type Body, vendorFields } from '../vendor-fields.ts';
import type { Encoding } from './encoding.ts';

export interface EncodedTools {
  readonly tools?: JsonValue[];
  readonly toolConfig?: JsonObject;
  /** Functions are offered. */
  readonly hasFunctions: boolean;
  /** A call is demanded: JSON output cannot be had at the same time. */
  readonly isForced: boolean;
}

export function encodeTools(request: ChatRequest, encoding: Encoding): EncodedTools {
  const functions = (request.tools ?? []).filter(isFunction);
  const hosted = hostedTools(request.tools ?? [], functions.length > 0, encoding);
  if (functions.length === 0 && hosted.length === 0) return { hasFunctions: false, isForced: false };
  if ((request.tools ?? []).some(({ cache }) => cache)) {
    encoding.warnings.add('cache', 'Gemini caches prefixes by itself and takes no marks.');
  }
  const declarations = functions.map((tool, at) => encodeFunction(tool, encoding, `tools[${at}]`));
  const calling = functions.length > 0 ? callingConfig(request, functions, encoding) : undefined;
  const toolConfig: Body = {
    ...(calling && { functionCallingConfig: calling }),
    // Without it the vendor keeps the calls of its own tools to itself, and the next turn cannot build on them.
    ...(functions.length > 0 && hosted.length > 0 && { includeServerSideToolInvocations: true }),
  };
  return {
    tools: [...(declarations.length > 0 ? [{ functionDeclarations: declarations }] : []), ...hosted] as JsonValue[],
    ...(Object.keys(toolConfig).length > 0 && { toolConfig: toolConfig as JsonObject }),
    hasFunctions: functions.length > 0,
    isForced: calling?.mode === 'ANY',
  };
}

function isFunction(tool: Tool): tool is FunctionTool {
  return tool.type !== 'hosted';
}

function hostedTools(tools: readonly Tool[], besideFunctions: boolean, { rules, warnings }: Encoding): JsonValue[] {
  const hosted = tools.filter((tool): tool is HostedTool => tool.type === 'hosted');
  if (hosted.length === 0 || !besideFunctions || rules.mixedTools) {
    return hosted.map(({ name, options = {} }) => ({ [camelCase(name)]: options }) as JsonValue);
  }
  warnings.add(
    'tools',
    `This model takes functions or hosted tools, not both: ${hosted.map(({ name }) => name).join(', ')} left out.`,
  );
  return [];
}

/** The wire knows its tools under both spellings; replies use this one. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function encodeFunction(tool: FunctionTool, encoding: Encoding, feature: string): JsonObject {
  const own = vendorFields(tool.vendor, encoding.context);
  const ownSchema = own.parameters !== undefined || own.parametersJsonSchema !== undefined;
  return {
    name: encoding.names.toWire(tool.name),
    ...(tool.description !== undefined && { description: tool.description }),
    ...(tool.parameters &&
      !ownSchema && { parametersJsonSchema: adapted(tool.parameters, encoding, `${feature}.parameters`) }),
    ...own,
  };
}

/** A schema as Gemini reads it; what was lost on the way is warned about. */
export function adapted(schema: JsonObject, { warnings }: Encoding, feature: string): JsonObject {
  const { schema: taken, changes } = adaptSchema(schema, geminiJsonSchemaSubset);
  for (const { lossy, path, detail } of changes) if (lossy) warnings.add(`${feature}${path}`, detail);
  return taken;
}

function callingConfig(
  request: ChatRequest,
  functions: readonly FunctionTool[],
  encoding: Encoding,
): JsonObject | undefined {
  const { toolChoice } = request;
  if (request.parallelToolCalls === false) {
    encoding.warnings.add('parallelToolCalls', 'Gemini decides by itself whether it calls several functions at once.');
  }
  if (toolChoice === 'none') return { mode: 'NONE' };
  if (toolChoice === 'required') return { mode: 'ANY' };
  if (typeof toolChoice === 'object')
    return { mode: 'ANY', allowedFunctionNames: [encoding.names.toWire(toolChoice.name)] };
  if (!functions.some(({ strict }) => strict)) return undefined;
  if (encoding.rules.validatedMode) return { mode: 'VALIDATED' };
  encoding.warnings.add('tools', 'This model does not hold arguments to their schema.');
  return undefined;
}
