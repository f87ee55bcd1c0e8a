// Tools and what may be called.
import type { FunctionTool, JsonObject, JsonSchema, JsonValue, Tool, ToolChoice } from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';
import { adaptSchema, geminiJsonSchemaSubset } from '@kit/wire/json-schema';
import { wireId } from '../wire-id.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { sameJson, withLowerTypes } from './same-json.ts';
import { invalid, listOf, optionalRecord, optionalString, recordAt, stringAt } from './spelling.ts';

export function decodeTools(tools: unknown): Tool[] {
  return listOf(tools).flatMap((item, at) => {
    const field = `tools[${at}]`;
    const { functionDeclarations, ...hosted } = recordAt(item, field);
    const functions = listOf(functionDeclarations).map((declaration, index) =>
      decodeFunction(declaration, `${field}.functionDeclarations[${index}]`),
    );
    return [...functions, ...Object.entries(hosted).map(([name, options]) => hostedTool(name, options))];
  });
}

function hostedTool(name: string, options: unknown): Tool {
  return { type: 'hosted', name, options: (isRecord(options) ? options : {}) as JsonObject };
}

function decodeFunction(value: unknown, field: string): FunctionTool {
  const { name, description, parameters, parametersJsonSchema, ...rest } = recordAt(value, field);
  const described = optionalString(description, `${field}.description`);
  const schema = decodeSchema({ parameters, parametersJsonSchema }, 'parameters', 'parametersJsonSchema');
  const own = { ...rest, ...schema.asIs } as Readonly<Record<string, JsonValue>>;
  return {
    name: stringAt(name, `${field}.name`),
    ...(described !== undefined && { description: described }),
    ...(schema.schema && { parameters: schema.schema }),
    ...(Object.keys(own).length > 0 && { vendor: { [wireId]: own } }),
  };
}

/**
 * A schema in either dialect. `asIs` holds it as it stands if the encoder would write another one, for keywords that it
 * takes to be unknown to the vendor.
 */
export function decodeSchema(
  fields: JsonRecord,
  openApi: string,
  jsonSchema: string,
): { schema?: JsonSchema; asIs?: JsonObject } {
  const name = fields[jsonSchema] === undefined ? openApi : jsonSchema;
  const raw = fields[name];
  if (raw === undefined) return {};
  if (!isRecord(raw)) throw invalid(name, 'a schema');
  const schema = name === openApi ? jsonSchemaOf(raw) : (raw as JsonSchema);
  const again = adaptSchema(schema, geminiJsonSchemaSubset).schema;
  return sameJson(again, withLowerTypes(raw)) ? { schema } : { schema, asIs: { [name]: raw as JsonObject } };
}

export function decodeToolChoice(toolConfig: unknown): ToolChoice | undefined {
  const config = optionalRecord(toolConfig, 'toolConfig');
  const calling = optionalRecord(config?.functionCallingConfig, 'toolConfig.functionCallingConfig');
  const names = listOf(calling?.allowedFunctionNames).filter((name) => typeof name === 'string');
  const [only] = names;
  switch (stringOf(calling?.mode)?.toUpperCase()) {
    case 'NONE':
      return 'none';
    case 'ANY':
      return names.length === 1 && only !== undefined ? { name: only } : 'required';
    default:
      return undefined;
  }
}
