// A schema of any kind as the two things that are done with it: told to the model, and held against its answer.
import { type JsonSchema, KitError } from '@kit/core';
import { isRecord } from '@kit/wire';
import { validateJson } from '@kit/wire/json-schema';
import { simplifySchema } from './simplify-schema.ts';
import {
  type InputOf,
  isStandardSchema,
  type OutputOf,
  type Schema,
  type StandardIssue,
  type StandardProperties,
  type StandardResult,
  type StandardSchema,
} from './standard-schema.ts';

/** What is wrong with a value. */
export interface Issue {
  /** JSON pointer into the value; the empty string is the value itself. */
  readonly path: string;
  /** What was expected, in words. Libraries may quote the value here. */
  readonly message: string;
}

export type Validated<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[]; readonly value?: undefined };

export interface ResolvedSchema<Output = unknown> {
  /** What the model is told. */
  readonly json: JsonSchema;
  readonly validate: (value: unknown) => Promise<Validated<Output>>;
}

/** Newest first: what a library cannot say in one, it may say in the other. */
const dialects = ['draft-2020-12', 'draft-07'];

/**
 * Reads a schema. `owner` and `field` name it in errors.
 * @throws KitError `config` for what is no schema, or one that cannot tell its JSON Schema.
 */
export function resolveSchema(schema: Schema, owner: string, field: string): ResolvedSchema {
  if (isStandardSchema(schema)) {
    const { jsonSchema, vendor, validate } = schema['~standard'];
    if ('resolved' in schema) return (schema as Prepared).resolved;
    return resolved(jsonOf(jsonSchema, vendor, owner, field), validate);
  }
  if (!isRecord(schema)) {
    throw new KitError(
      'config',
      `${owner}: \`${field}\` must be a Standard Schema (zod, valibot, …) or a JSON Schema.`,
      {
        field,
      },
    );
  }
  return { json: schema, validate: async (value) => judge(value, schema) };
}

function judge(value: unknown, schema: JsonSchema): Validated<unknown> {
  const issues = validateJson(value, schema);
  return issues.length === 0 ? { value } : { issues };
}

function resolved(json: JsonSchema, validate: StandardProperties['validate']): ResolvedSchema {
  return {
    json,
    async validate(value) {
      const result = await attempted(validate, value);
      return result.issues ? { issues: result.issues.map(readIssue) } : { value: result.value };
    },
  };
}

/** A transformation that throws (`new URL(text)`) has not been able to use what the model wrote. */
async function attempted(validate: StandardProperties['validate'], value: unknown): Promise<StandardResult<unknown>> {
  try {
    return await validate(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : 'it threw something that is no error';
    return { issues: [{ message: `cannot be read: ${reason}` }] };
  }
}

function readIssue({ message, path = [] }: StandardIssue): Issue {
  const steps = path.map((step) => (typeof step === 'object' ? step.key : step));
  return {
    path: steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message,
  };
}

function jsonOf(convert: StandardProperties['jsonSchema'], vendor: string, owner: string, field: string): JsonSchema {
  let failure: unknown;
  for (const target of convert ? dialects : []) {
    try {
      // Plain data without what libraries hang on it.
      return simplifySchema(JSON.parse(JSON.stringify(convert?.input({ target }))) as JsonSchema);
    } catch (error) {
      failure = error;
    }
  }
  const reason = convert ? 'cannot be said as JSON Schema' : 'does not tell its JSON Schema';
  const valibot = vendor === 'valibot' ? ' valibot: toStandardJsonSchema() of @valibot/to-json-schema.' : '';
  throw new KitError(
    'config',
    `${owner}: \`${field}\`: this schema of ${vendor} ${reason}. Give it along: prepareSchema(schema, jsonSchema).${valibot}`,
    { field, cause: failure },
  );
}

interface Prepared extends StandardSchema {
  readonly resolved: ResolvedSchema;
}

/**
 * A schema read once, for one that is used again and again: zod needs a fifth of a millisecond to say its JSON Schema.
 * `json` says it for libraries that cannot, or says it better.
 *
 * @example
 * const Recipe = prepareSchema(z.object({ title: z.string() }));
 * const { object: recipe } = await object(ai, { schema: Recipe, messages });
 */
export function prepareSchema<S extends StandardSchema>(
  schema: S,
  json?: JsonSchema,
): StandardSchema<InputOf<S>, OutputOf<S>> {
  if (!isStandardSchema(schema)) {
    throw new KitError('config', 'prepareSchema() takes a Standard Schema. For a JSON Schema, use jsonSchema().', {
      field: 'schema',
    });
  }
  const { validate } = schema['~standard'];
  return prepared(json ? resolved(json, validate) : resolveSchema(schema, 'prepareSchema()', 'schema'));
}

/**
 * A JSON Schema with the type that it stands for.
 *
 * @example
 * const City = jsonSchema<{ name: string }>({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] });
 */
export function jsonSchema<T>(schema: JsonSchema): StandardSchema<T, T> {
  return prepared(resolveSchema(schema, 'jsonSchema()', 'schema'));
}

function prepared<Input, Output>(resolved: ResolvedSchema): StandardSchema<Input, Output> {
  const json = () => resolved.json as Readonly<Record<string, unknown>>;
  const made: StandardSchema<Input, Output> & { readonly resolved: ResolvedSchema } = {
    '~standard': {
      version: 1,
      vendor: 'kit',
      validate: async (value) => {
        const { issues, value: output } = await resolved.validate(value);
        return issues ? { issues: issues.map(standardIssue) } : { value: output as Output };
      },
      jsonSchema: { input: json, output: json },
    },
    resolved,
  };
  return made;
}

function standardIssue({ path, message }: Issue): StandardIssue {
  const steps = path.split('/').slice(1);
  return { message, path: steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) };
}
