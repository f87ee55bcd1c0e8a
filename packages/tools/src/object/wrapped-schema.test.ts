import type { JsonSchema } from '@kit/core';
import { validateJson } from '@kit/wire/json-schema';
import { expect, it } from 'vitest';
import { wrapped } from './wrapped-schema.ts';

it('is the only property of an object', () => {
  expect(wrapped({ type: 'array', items: { type: 'string' } })).toEqual({
    type: 'object',
    properties: { value: { type: 'array', items: { type: 'string' } } },
    required: ['value'],
    additionalProperties: false,
  });
});

const nested = { anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#' } }] };
const inside = {
  type: 'array',
  prefixItems: [{ type: 'number' }],
  items: { $ref: '#/prefixItems/0' },
};
const lists = { type: 'array', items: { $ref: '#/definitions/n' }, definitions: { n: { type: 'number' } } };
const both = {
  type: 'array',
  items: { $ref: '#/$defs/node' },
  $defs: { node: { anyOf: [{ type: 'string' }, { $ref: '#' }] } },
};

it.each<[name: string, schema: JsonSchema, fits: unknown, wrong: unknown]>([
  ['the whole schema', nested, ['a', ['b']], ['a', [1]]],
  ['a place inside of it', inside, [1, 2], [1, 'a']],
  ['definitions', lists, [1], ['a']],
  ['what in turn refers to the whole', both, ['a', ['b']], ['a', [1]]],
])('means the same where it refers to %s', (_name, schema, fits, wrong) => {
  expect(validateJson({ value: fits }, wrapped(schema))).toEqual([]);
  expect(validateJson({ value: wrong }, wrapped(schema))).not.toEqual([]);
});
