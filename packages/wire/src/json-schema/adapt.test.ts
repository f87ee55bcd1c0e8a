import type { JsonSchema, JsonValue } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptSchema } from './adapt.ts';
import type { SchemaSubset } from './subset.ts';
import { anthropicSubset, geminiJsonSchemaSubset, geminiOpenApiSubset, openaiStrictSubset } from './subsets.ts';

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) frozen(child);
    Object.freeze(value);
  }
  return value;
}

function adapt(schema: JsonSchema, subset: SchemaSubset) {
  return adaptSchema(frozen(schema), subset);
}

const person: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, description: 'Full name.' },
    age: { type: 'integer', minimum: 0 },
    kind: { const: 'person' },
  },
  required: ['name', 'kind'],
};

describe('OpenAI strict mode', () => {
  it('closes objects and requires every property, the optional ones as a union with null', () => {
    const { schema, changes } = adapt(person, openaiStrictSubset);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Full name.\nConstraints: at least 1 characters.' },
        age: { type: ['integer', 'null'], minimum: 0 },
        kind: { const: 'person', type: 'string' },
      },
      required: ['name', 'age', 'kind'],
      additionalProperties: false,
    });
    expect(changes.map(({ path, keyword, action, lossy }) => [path, keyword, action, lossy])).toEqual([
      ['/properties/name', 'minLength', 'described', true],
      ['/properties/kind', 'type', 'added', false],
      ['', 'additionalProperties', 'added', false],
      ['/properties/age', 'required', 'added', false],
    ]);
  });

  it('makes optional enums, constants, references and unions nullable, each in its own way', () => {
    const { schema } = adapt(
      {
        type: 'object',
        properties: {
          size: { type: 'string', enum: ['S', 'L'] },
          kind: { type: 'string', const: 'x' },
          node: { $ref: '#/$defs/Node' },
          union: { anyOf: [{ type: 'string' }, { type: 'number' }] },
          already: { type: ['string', 'null'] },
          alreadyUnion: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
        $defs: { Node: { type: 'object', properties: {} } },
      },
      openaiStrictSubset,
    );
    expect(schema.properties).toEqual({
      size: { type: ['string', 'null'], enum: ['S', 'L', null] },
      kind: { anyOf: [{ type: 'string', const: 'x' }, { type: 'null' }] },
      node: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'null' }] },
      union: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
      already: { type: ['string', 'null'] },
      alreadyUnion: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    });
    expect(schema.$defs).toEqual({
      Node: { type: 'object', properties: {}, required: [], additionalProperties: false },
    });
  });

  it('wraps a root that is no object, and moves what points at the root', () => {
    const list: JsonSchema = {
      type: 'array',
      items: { anyOf: [{ type: 'string' }, { $ref: '#' }, { $ref: '#/$defs/N' }] },
      $defs: { N: { type: 'number' } },
    };
    const adapted = adapt(list, openaiStrictSubset);
    expect(adapted.wrapper).toBe('value');
    expect(adapted.schema).toEqual({
      type: 'object',
      properties: {
        value: {
          type: 'array',
          items: { anyOf: [{ type: 'string' }, { $ref: '#/properties/value' }, { $ref: '#/$defs/N' }] },
        },
      },
      required: ['value'],
      additionalProperties: false,
      $defs: { N: { type: 'number' } },
    });
    expect(adapt({ anyOf: [person, { type: 'object', properties: {} }] }, openaiStrictSubset).wrapper).toBe('value');
    expect(adapt({ type: ['object', 'null'], properties: {} }, openaiStrictSubset).wrapper).toBe('value');
  });

  it('puts a reference at the root in place, and takes an empty schema for an object without properties', () => {
    const tree: JsonSchema = {
      $ref: '#/definitions/Tree',
      definitions: {
        Tree: {
          type: 'object',
          properties: { children: { type: 'array', items: { $ref: '#/definitions/Tree' } } },
          required: ['children'],
          additionalProperties: false,
        },
      },
    };
    const { schema, wrapper } = adapt(tree, openaiStrictSubset);
    expect(wrapper).toBeUndefined();
    const node = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
      required: ['children'],
      additionalProperties: false,
    };
    expect(schema).toEqual({ ...node, $defs: { Tree: node } });
    expect(adapt({}, openaiStrictSubset).schema).toEqual({
      type: 'object',
      properties: {},
      required: [],
      additionalProperties: false,
    });
  });

  it('merges allOf, with references in it, and turns oneOf into anyOf', () => {
    const { schema, changes } = adapt(
      {
        type: 'object',
        properties: {
          pet: {
            allOf: [
              { $ref: '#/$defs/Named' },
              {
                type: 'object',
                properties: { age: { type: 'number', minimum: 1 }, name: { maxLength: 5 } },
                required: ['age'],
              },
              { allOf: [{ properties: { age: { type: 'integer', minimum: 3 } } }] },
            ],
            description: 'A pet.',
          },
          either: { oneOf: [{ type: 'string' }, { type: 'boolean' }] },
        },
        required: ['pet', 'either'],
        additionalProperties: false,
        $defs: {
          Named: { type: 'object', title: 'Named', properties: { name: { type: 'string' } }, required: ['name'] },
        },
      },
      openaiStrictSubset,
    );
    expect(schema.properties).toEqual({
      pet: {
        type: 'object',
        title: 'Named',
        description: 'A pet.',
        properties: {
          name: { type: 'string', description: 'Constraints: at most 5 characters.' },
          age: { type: 'integer', minimum: 3 },
        },
        required: ['name', 'age'],
        additionalProperties: false,
      },
      either: { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
    });
    expect(changes.filter(({ lossy }) => lossy).map(({ keyword }) => keyword)).toEqual(['maxLength']);
  });

  it('says what cannot be merged', () => {
    const { changes } = adapt(
      {
        type: 'object',
        properties: { a: { allOf: [{ type: 'string' }, { type: 'number' }, { enum: [1] }, { enum: [2] }] } },
      },
      openaiStrictSubset,
    );
    expect(changes).toContainEqual(expect.objectContaining({ path: '/properties/a', action: 'merged', lossy: true }));
  });

  it('says that a map of any keys is lost, and puts its schema into words where it may', () => {
    const { schema, changes } = adapt(
      {
        type: 'object',
        properties: { scores: { type: 'object', additionalProperties: { type: 'number' } } },
        required: ['scores'],
      },
      openaiStrictSubset,
    );
    expect(schema.properties).toEqual({
      scores: { type: 'object', properties: {}, required: [], additionalProperties: false },
    });
    expect(changes).toContainEqual(
      expect.objectContaining({ path: '/properties/scores', keyword: 'additionalProperties', lossy: true }),
    );
  });

  it('gives every schema a type', () => {
    const { schema } = adapt(
      {
        type: 'object',
        properties: {
          any: {},
          yes: true,
          no: false,
          mixed: { enum: ['a', 1, null] },
          list: { items: { pattern: 'x' } },
          bare: { type: 'array' },
          bound: { minimum: 1 },
          date: { format: 'date' },
          nested: { properties: {} },
        },
        required: ['any', 'yes', 'no', 'mixed', 'list', 'bare', 'bound', 'date', 'nested', 'ghost'],
      } as unknown as JsonSchema,
      openaiStrictSubset,
    );
    const any = { type: ['string', 'number', 'boolean', 'null'] };
    expect(schema.properties).toEqual({
      any,
      yes: any,
      no: any,
      mixed: { type: ['string', 'integer', 'null'], enum: ['a', 1, null] },
      list: { type: 'array', items: { type: 'string', pattern: 'x' } },
      bare: { type: 'array', items: any },
      bound: { type: 'number', minimum: 1 },
      date: { type: 'string', format: 'date' },
      nested: { type: 'object', properties: {}, required: [], additionalProperties: false },
    });
    expect(schema.required).not.toContain('ghost');
  });

  it('puts a reference in place where anything stands beside it, unless it is recursive', () => {
    const { schema, changes } = adapt(
      {
        type: 'object',
        properties: {
          home: { $ref: '#/$defs/Address', description: 'Where they live.' },
          next: { $ref: '#', description: 'The next one.' },
          copy: { $ref: '#/properties/home' },
          lost: { $ref: '#/$defs/Nowhere' },
          remote: { $ref: 'https://example.com/schema', type: 'string' },
        },
        $defs: { Address: { type: 'string', description: 'An address.' } },
      },
      openaiStrictSubset,
    );
    const home = { type: ['string', 'null'], description: 'Where they live.' };
    expect(schema.properties).toMatchObject({
      home,
      next: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
      copy: home,
      remote: { type: ['string', 'null'] },
    });
    expect(changes.filter(({ lossy }) => lossy).map(({ path }) => path)).toEqual([
      '/properties/next',
      '/properties/lost',
      '/properties/lost',
      '/properties/remote',
    ]);
  });

  it('reports what exceeds its limits', () => {
    let deep: JsonSchema = { type: 'string' };
    for (let level = 0; level < 11; level++) deep = { type: 'object', properties: { in: deep }, required: ['in'] };
    expect(adapt(deep, openaiStrictSubset).changes).toContainEqual(
      expect.objectContaining({ action: 'exceeds', lossy: true }),
    );
    const properties = Object.fromEntries(
      Array.from({ length: 5001 }, (_, index) => [`p${index}`, { type: 'string' }]),
    );
    expect(adapt({ type: 'object', properties }, openaiStrictSubset).changes).toContainEqual(
      expect.objectContaining({ action: 'exceeds', detail: '5001 properties; OpenAI strict mode takes 5000' }),
    );
  });
});

describe("Anthropic's structured outputs", () => {
  it('moves bounds into the description and keeps minItems of 0 and 1', () => {
    const { schema, changes } = adapt(
      {
        type: 'object',
        properties: {
          tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 5, uniqueItems: true },
          pair: {
            type: 'array',
            items: { type: 'number', minimum: 0, exclusiveMaximum: 10, multipleOf: 2 },
            minItems: 2,
          },
          mail: { type: 'string', format: 'email', pattern: '.+@.+' },
          color: { type: 'string', format: 'color', default: 'red', examples: ['blue'] },
        },
      },
      anthropicSubset,
    );
    expect(schema.properties).toEqual({
      tags: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        description: 'Constraints: at most 5 items; no two items are equal.',
      },
      pair: {
        type: 'array',
        items: { type: 'number', description: 'Constraints: at least 0; less than 10; a multiple of 2.' },
        description: 'Constraints: at least 2 items.',
      },
      mail: { type: 'string', format: 'email', description: 'Constraints: matches the regular expression .+@.+.' },
      color: {
        type: 'string',
        description: 'Constraints: in the format color; the default is "red"; for example ["blue"].',
      },
    });
    expect(schema).toMatchObject({ additionalProperties: false });
    expect(schema.required).toBeUndefined();
    expect(changes.filter(({ lossy }) => !lossy).map(({ keyword }) => keyword)).toEqual([
      'default',
      'examples',
      'additionalProperties',
    ]);
  });

  it('keeps references, and puts them in place and cuts them where they are recursive', () => {
    const flat: JsonSchema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/A', description: 'Kept beside it.' } },
      $defs: { A: { enum: [1] } },
    };
    expect(adapt(flat, anthropicSubset).schema).toMatchObject({
      properties: { a: { $ref: '#/$defs/A', description: 'Kept beside it.' } },
      $defs: { A: { enum: [1] } },
    });
    const tree: JsonSchema = {
      type: 'object',
      properties: { name: { type: 'string' }, child: { $ref: '#' }, other: { $ref: '#/$defs/B' } },
      $defs: { B: { type: 'object', properties: { back: { $ref: '#/$defs/B' } } } },
    };
    const { schema, changes } = adapt(tree, anthropicSubset);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string' },
        child: { type: 'object', additionalProperties: false },
        other: {
          type: 'object',
          properties: { back: { type: 'object', additionalProperties: false } },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    });
    expect(changes.filter(({ action }) => action === 'cut').map(({ path }) => path)).toEqual([
      '/properties/child',
      '/properties/other/properties/back',
    ]);
  });

  it('turns a tuple into a list of its items', () => {
    const { schema } = adapt(
      {
        type: 'object',
        properties: { point: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }], items: false } },
      } as unknown as JsonSchema,
      anthropicSubset,
    );
    expect(schema.properties).toMatchObject({
      point: {
        type: 'array',
        items: { anyOf: [{ type: 'number' }, { type: 'string' }] },
        description: expect.stringContaining('no further items'),
      },
    });
  });
});

describe("Gemini's JSON Schema", () => {
  it('writes const as enum, keeps unions of types, tuples and open objects, and describes the rest', () => {
    const { schema, changes } = adapt(
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {
          kind: { const: 'x', enum: ['x', 'y'] },
          kindToo: { enum: ['x', 'y'], const: 'x' },
          maybe: { type: ['string', 'null'], minLength: 2 },
          point: { type: 'array', prefixItems: [{ type: 'number' }] },
          map: { type: 'object', additionalProperties: { type: 'number', const: 1 } },
          open: { type: 'object', additionalProperties: true },
        },
        required: ['kind'],
        not: { required: ['z'] },
      },
      geminiJsonSchemaSubset,
    );
    expect(schema).toEqual({
      type: 'object',
      description: 'Constraints: must not match the schema {"required":["z"]}.',
      properties: {
        kind: { enum: ['x'] },
        kindToo: { enum: ['x'] },
        maybe: { type: ['string', 'null'], description: 'Constraints: at least 2 characters.' },
        point: { type: 'array', prefixItems: [{ type: 'number' }] },
        map: { type: 'object', additionalProperties: { type: 'number', enum: [1] } },
        open: { type: 'object', additionalProperties: true },
      },
      required: ['kind'],
    });
    expect(changes).toContainEqual(expect.objectContaining({ keyword: '$schema', action: 'dropped', lossy: false }));
  });

  it('leaves a root that is no object as it is', () => {
    const list: JsonSchema = { type: 'array', items: { $ref: '#/$defs/A' }, $defs: { A: { type: 'string' } } };
    expect(adapt(list, geminiJsonSchemaSubset)).toEqual({ schema: list, changes: [] });
  });
});

describe("Gemini's OpenAPI schema", () => {
  it('writes types in capitals, null as nullable, references in place and enums of strings only', () => {
    const { schema } = adapt(
      {
        type: 'object',
        properties: {
          name: { type: ['string', 'null'], maxLength: 9 },
          age: { anyOf: [{ type: 'integer' }, { type: 'null' }], description: 'In years.' },
          id: { type: ['string', 'integer'], minLength: 1, minimum: 5, description: 'Either.' },
          level: { type: 'integer', enum: [1, 2] },
          size: { enum: ['S', null] },
          kind: { const: 'k' },
          unit: { $ref: '#/$defs/Unit' },
          when: { type: 'string', format: 'date-time' },
          mail: { type: 'string', format: 'email' },
          nothing: { type: 'null' },
          any: {},
        },
        required: ['name', 'ghost'],
        additionalProperties: false,
        $defs: { Unit: { oneOf: [{ type: 'string', const: 'kg' }, { type: 'number' }] } },
      },
      geminiOpenApiSubset,
    );
    expect(schema).toEqual({
      type: 'OBJECT',
      properties: {
        name: { type: 'STRING', nullable: true, maxLength: 9 },
        age: { type: 'INTEGER', nullable: true, description: 'In years.' },
        id: {
          anyOf: [
            { type: 'STRING', minLength: 1 },
            { type: 'INTEGER', minimum: 5 },
          ],
          description: 'Either.',
        },
        level: { type: 'INTEGER', description: 'Constraints: one of 1, 2.' },
        size: { type: 'STRING', nullable: true, enum: ['S'] },
        kind: { type: 'STRING', enum: ['k'] },
        unit: { anyOf: [{ type: 'STRING', enum: ['kg'] }, { type: 'NUMBER' }] },
        when: { type: 'STRING', format: 'date-time' },
        mail: { type: 'STRING', description: 'Constraints: in the format email.' },
        nothing: { type: 'NULL' },
        any: { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }, { type: 'BOOLEAN' }], nullable: true },
      },
      required: ['name'],
    });
  });

  it('keeps a union whose only alternative says something else than what stands beside it', () => {
    const { schema } = adapt(
      { type: 'object', properties: { a: { type: 'string', anyOf: [{ type: 'integer' }, { const: null }] } } },
      geminiOpenApiSubset,
    );
    expect(schema.properties).toEqual({ a: { type: 'STRING', anyOf: [{ type: 'INTEGER' }], nullable: true } });
  });
});

describe('a subset that drops', () => {
  it('leaves keywords out without a word, but not without a note', () => {
    const { schema, changes } = adapt(
      { type: 'string', maxLength: 3, description: 'Short.', anyOf: [{ type: 'string' }] },
      { name: 'Test', keywords: new Set(['type', 'description']), refs: 'inline', unsupportedTo: 'drop' },
    );
    expect(schema).toEqual({ type: 'string', description: 'Short.' });
    expect(changes.map(({ keyword, action, lossy }) => [keyword, action, lossy])).toEqual([
      ['maxLength', 'dropped', true],
      ['anyOf', 'dropped', true],
    ]);
  });

  it('adapts the schemas inside the keywords it takes', () => {
    const { schema } = adapt(
      {
        not: { type: 'string', maxLength: 3 },
        patternProperties: { '^x': { maxLength: 3, type: 'string' } },
        const: 1,
      },
      {
        name: 'Test',
        keywords: new Set(['type', 'not', 'patternProperties', 'const']),
        refs: 'inline',
        unsupportedTo: 'drop',
      },
    );
    expect(schema).toEqual({ not: { type: 'string' }, patternProperties: { '^x': { type: 'string' } }, const: 1 });
  });
});

const subsets = [openaiStrictSubset, anthropicSubset, geminiJsonSchemaSubset, geminiOpenApiSubset];

describe.each(subsets.map((subset) => ({ name: subset.name, subset })))('any schema for $name', ({ subset }) => {
  const keyword = fc.constantFrom(
    ...[
      '$ref',
      '$defs',
      'definitions',
      'type',
      'properties',
      'required',
      'items',
      'prefixItems',
      'anyOf',
      'oneOf',
      'allOf',
    ],
    ...['not', 'enum', 'const', 'additionalProperties', 'minLength', 'description', 'nullable', '__proto__', 'format'],
  );
  const { node } = fc.letrec<{ node: JsonValue; list: JsonValue; map: JsonValue }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<JsonValue>(
        true,
        false,
        null,
        {},
        { type: 'string' },
        { type: ['object', 'null'] },
        { $ref: '#' },
        { $ref: '#/$defs/a' },
      ),
      fc.dictionary(
        keyword,
        fc.oneof(tie('node'), tie('list'), tie('map'), fc.constantFrom('object', '#', '#/$defs/b', 'x')),
      ),
    ),
    list: fc.array(tie('node'), { maxLength: 4 }),
    map: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'type'), tie('node')),
  }));
  const schemas = fc.dictionary(keyword, fc.oneof(node, fc.array(node, { maxLength: 3 }))) as fc.Arbitrary<JsonSchema>;

  it('comes out in the keywords that are taken, with the input untouched and every object closed that must be', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const adapted = adapt(schema, subset);
        JSON.stringify(adapted);
        const waiting: unknown[] = [adapted.schema];
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          const draft = next as { [key: string]: unknown };
          expect(Object.keys(draft).filter((key) => !subset.keywords.has(key))).toEqual([]);
          const isObject = draft.type === 'object' || (Array.isArray(draft.type) && draft.type.includes('object'));
          if (subset.additionalPropertiesFalse && isObject) expect(draft.additionalProperties).toBe(false);
          if (subset.allRequired && isObject) expect(draft.required).toEqual(Object.keys(draft.properties as object));
          if (subset.typeRequired) expect(draft.type ?? draft.anyOf ?? draft.$ref).toBeDefined();
          if (subset.typeCase === 'upper' && draft.type !== undefined) expect(draft.type).toMatch(/^[A-Z]+$/);
          for (const map of [draft.properties, draft.$defs])
            if (map !== undefined) waiting.push(...Object.values(map as object));
          for (const list of [draft.anyOf, draft.oneOf, draft.prefixItems])
            if (Array.isArray(list)) waiting.push(...list);
          for (const child of [draft.items, draft.additionalProperties])
            if (typeof child === 'object') waiting.push(child);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('is cut where it would blow up', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `d${index}`,
        {
          type: 'object',
          properties: {
            a: { $ref: `#/$defs/d${index + 1}`, description: 'a' },
            b: { $ref: `#/$defs/d${index + 1}`, title: 'b' },
          },
        },
      ]),
    );
    const bomb: JsonSchema = { type: 'object', properties: { x: { $ref: '#/$defs/d0', title: 'x' } }, $defs: doubling };
    const startedMs = performance.now();
    const { schema } = adaptSchema(bomb, subset);
    expect(JSON.stringify(schema).length).toBeLessThan(20_000_000);
    expect(performance.now() - startedMs).toBeLessThan(5000);

    let deep: JsonSchema = { type: 'string' };
    for (let level = 0; level < 20_000; level++) deep = { type: 'array', items: deep };
    const cut = adaptSchema({ type: 'object', properties: { deep } }, subset);
    expect(cut.changes).toContainEqual(expect.objectContaining({ action: 'cut', lossy: true }));

    const circular: { [key: string]: JsonValue } = { type: 'object' };
    circular.properties = { again: circular, more: { allOf: [circular, circular] } };
    expect(adaptSchema(circular, subset).changes).toContainEqual(expect.objectContaining({ action: 'cut' }));
  });
});
