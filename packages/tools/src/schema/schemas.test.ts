// One schema, said in every library and as JSON Schema: read alike.
import type { JsonSchema } from '@kit/core';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonSchema, prepareSchema, resolveSchema } from './resolve-schema.ts';
import type { Schema } from './standard-schema.ts';

const json: JsonSchema = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'number' } },
  required: ['city'],
  additionalProperties: false,
};

const schemas: Readonly<Record<string, Schema>> = {
  zod: z.object({ city: z.string(), days: z.number().optional() }),
  valibot: toStandardJsonSchema(v.object({ city: v.string(), days: v.optional(v.number()) })),
  arktype: type({ city: 'string', 'days?': 'number' }),
  'JSON Schema': json,
  'typed JSON Schema': jsonSchema<{ city: string; days?: number }>(json),
  'prepared zod': prepareSchema(z.object({ city: z.string(), days: z.number().optional() })),
};

const resolve = (schema: Schema) => resolveSchema(schema, 'test()', 'schema');

describe.each(Object.entries(schemas))('a schema of %s', (_library, schema) => {
  it('tells the model the same', () => {
    expect(resolve(schema).json).toEqual(json);
  });

  it('takes what fits', async () => {
    expect(await resolve(schema).validate({ city: 'Paris', days: 2 })).toEqual({ value: { city: 'Paris', days: 2 } });
  });

  it('names the place of what does not', async () => {
    const { issues } = await resolve(schema).validate({ city: 'Paris', days: 'two' });
    expect(issues?.map(({ path }) => path)).toEqual(['/days']);
    expect(issues?.[0]?.message).toMatch(/number/);
  });
});

describe('resolveSchema', () => {
  it('waits for schemas that take their time', async () => {
    const slow = z.object({ city: z.string().refine(async (city) => city !== 'Nowhere', 'no such city') });
    expect(await resolve(slow).validate({ city: 'Nowhere' })).toEqual({
      issues: [{ path: '/city', message: 'no such city' }],
    });
  });

  it('gives what the schema makes of a value, and tells the model what it takes', async () => {
    const schema = z.object({ days: z.number().default(3), at: z.iso.date().transform((text) => text.length) });
    const { json, validate } = resolve(schema);
    expect(json.required).toEqual(['at']);
    expect(await validate({ at: '2026-01-01' })).toEqual({ value: { days: 3, at: 10 } });
  });

  it('leaves objects open that say so, and members of an allOf', () => {
    const loose = resolve(z.looseObject({ a: z.string() })).json;
    expect(loose.additionalProperties).not.toBe(false);
    const both = resolve(
      toStandardJsonSchema(v.intersect([v.object({ a: v.string() }), v.object({ b: v.string() })])),
    ).json;
    expect(both.allOf).toHaveLength(2);
    expect(JSON.stringify(both)).not.toContain('"additionalProperties":false');
  });

  it('closes objects at any depth, so that strict modes take them', () => {
    const { json } = resolve(z.object({ list: z.array(z.union([z.object({ a: z.string() }), z.null()])) }));
    expect(JSON.stringify(json).match(/"additionalProperties":false/g)).toHaveLength(2);
  });

  it('leaves out what excludes nothing, and says unions so that strict modes take them', () => {
    const { json } = resolve(
      z.object({
        count: z.int(),
        percent: z.int().min(0).max(100),
        prices: z.record(z.string(), z.number()),
        shape: z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
        oneOf: z.string(),
      }),
    );
    expect(json.properties).toMatchObject({
      count: { type: 'integer' },
      percent: { type: 'integer', minimum: 0, maximum: 100 },
      prices: { type: 'object', additionalProperties: { type: 'number' } },
      shape: { anyOf: [{ additionalProperties: false }, { additionalProperties: false }] },
      oneOf: { type: 'string' },
    });
    expect(JSON.stringify(json)).not.toMatch(/9007199254740991|propertyNames|\$schema|"oneOf":\[/);
  });

  it('tells a JSON Schema as it is', () => {
    const open: JsonSchema = { type: 'object', properties: { n: { oneOf: [{ type: 'string' }] } } };
    expect(resolve(open).json).toBe(open);
    expect(resolve(jsonSchema(open)).json).toBe(open);
  });

  it('is a Standard Schema again when it is prepared', async () => {
    const { '~standard': standard } = prepareSchema(z.object({ 'a/b': z.number() }));
    expect(standard.jsonSchema?.input({ target: 'draft-07' })).toMatchObject({ required: ['a/b'] });
    expect(await standard.validate({ 'a/b': 1 })).toEqual({ value: { 'a/b': 1 } });
    expect(await standard.validate({})).toMatchObject({ issues: [{ path: ['a/b'] }] });
  });

  it('says how to give the JSON Schema of a library that does not tell it', () => {
    const bare = v.object({ city: v.string() });
    expect(() => resolve(bare)).toThrow(/schema of valibot does not tell its JSON Schema.*toStandardJsonSchema/);
    expect(resolve(prepareSchema(bare, json)).json).toBe(json);
  });

  it('says what cannot be said as JSON Schema', () => {
    expect(() => resolve(z.object({ when: z.date() }))).toThrow(/`schema`: this schema of zod cannot be said/);
  });

  it('refuses what is no schema', () => {
    expect(() => resolve('string' as never)).toThrow(/test\(\): `schema` must be a Standard Schema/);
    expect(() => prepareSchema(json as never)).toThrow(/jsonSchema\(\)/);
  });

  it('escapes JSON pointers', async () => {
    const { issues } = await resolve(z.object({ 'a/b~c': z.string() })).validate({ 'a/b~c': 1 });
    expect(issues?.[0]?.path).toBe('/a~1b~0c');
  });
});
