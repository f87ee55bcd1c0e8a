// The part of Standard Schema (https://standardschema.dev, version 1) that is read here: what zod, valibot and arktype offer.
import type { JsonSchema } from '@kit/core';

/** A validator of any library: `Input` is what it takes, `Output` what it makes of it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': StandardProperties<Input, Output>;
}

export interface StandardProperties<Input = unknown, Output = Input> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  /** Standard JSON Schema: zod from 4.2, arktype from 2.1.28, valibot through `toStandardJsonSchema()`. */
  readonly jsonSchema?: StandardJsonSchema | undefined;
}

export interface StandardJsonSchema {
  readonly input: (options: { readonly target: string }) => Readonly<Record<string, unknown>>;
  readonly output: (options: { readonly target: string }) => Readonly<Record<string, unknown>>;
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What describes a value: a schema of any Standard Schema library, or a JSON Schema. */
export type Schema<Input = unknown, Output = Input> = StandardSchema<Input, Output> | JsonSchema;

/** What has to be given, before the schema has filled in defaults and transformed. `unknown` for a plain JSON Schema. */
export type InputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly input: infer I }
    ? I
    : unknown
  : unknown;

/** What comes out of validation. `unknown` for a plain JSON Schema: `jsonSchema<T>()` gives it a type. */
export type OutputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer O }
    ? O
    : unknown
  : unknown;

export function isStandardSchema(schema: unknown): schema is StandardSchema {
  // Schemas of arktype are functions.
  if (schema === null || (typeof schema !== 'object' && typeof schema !== 'function')) return false;
  const standard = (schema as { readonly '~standard'?: { readonly validate?: unknown } })['~standard'];
  return typeof standard?.validate === 'function';
}
