import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueLines, issuePlaces, readText } from './read-value.ts';
import { resolveSchema } from './resolve-schema.ts';

const schema = resolveSchema(z.object({ city: z.string(), days: z.number().optional() }), 'test()', 'schema');

describe('readText, lenient', () => {
  const read = (text: string, mayBeCut = false) => readText(schema, { text, validation: 'lenient', mayBeCut });

  it('reads JSON that fits and says nothing', async () => {
    expect(await read('{"city":"Paris"}')).toEqual({ value: { city: 'Paris' }, repaired: undefined });
  });

  it('repairs, coerces, and says what it did', async () => {
    expect(await read("{'city': 'Paris', 'days': '2'}")).toEqual({
      value: { city: 'Paris', days: 2 },
      repaired: 'other quotes than ", values in another form',
    });
  });

  it('takes arguments that were put into JSON twice', async () => {
    expect(await read(JSON.stringify('{"city":"Paris"}'))).toMatchObject({ value: { city: 'Paris' } });
  });

  it('tells the issues of what was written, not of what was made of it', async () => {
    const { issues } = await read('{"days":"2"}');
    expect(issues?.map(({ path }) => path).toSorted()).toEqual(['/city', '/days']);
  });

  it('does not fill in what was cut off', async () => {
    expect(await read('{"city":"Par')).toEqual({ issues: [{ path: '', message: 'not JSON: it is cut off' }] });
    expect((await read('{"city":"Paris"', true)).issues).toBeDefined();
    expect(await read('{"city":"Paris"}', true)).toMatchObject({ value: { city: 'Paris' } });
  });

  it('takes no text for what it stands for, unless it may have been cut off', async () => {
    const nothing = resolveSchema(z.object({}), 'test()', 'schema');
    const none = { text: ' ', validation: 'strict' } as const;
    expect(await readText(nothing, { ...none, empty: {} })).toMatchObject({ value: {} });
    expect((await readText(nothing, { ...none, empty: {}, mayBeCut: true })).issues).toBeDefined();
    expect((await readText(nothing, none)).issues).toBeDefined();
  });

  it('takes a transformation that throws for an issue', async () => {
    const link = resolveSchema(
      z.string().transform((text) => new URL(text)),
      'test()',
      'schema',
    );
    const { issues } = await readText(link, { text: '"nowhere"', validation: 'lenient' });
    expect(issues).toEqual([{ path: '', message: 'cannot be read: Invalid URL' }]);
  });
});

describe('readText, strict', () => {
  it.each([
    ['{"city":"Paris",}', /^not JSON: commas too many/],
    ['{"city":"Paris","days":"2"}', /number/],
    ['Paris', /^not JSON/],
  ])('refuses %s', async (text, message) => {
    const { issues } = await readText(schema, { text, validation: 'strict' });
    expect(issues?.[0]?.message).toMatch(message);
  });
});

describe('issues', () => {
  const many = Array.from({ length: 12 }, (_, at) => ({ path: `/${at}`, message: 'wrong' }));

  it('are told to the model, ten of them', () => {
    const lines = issueLines([{ path: '', message: 'no object' }, ...many]).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('- the value: no object');
    expect(lines.at(-1)).toBe('- and 3 more');
  });

  it('are named by their places alone where logs may see them', () => {
    expect(issuePlaces([{ path: '', message: 'secret' }])).toBe('the root');
    expect(issuePlaces(many)).toBe('/0, /1, /2, /3, /4 and 7 more');
  });
});
