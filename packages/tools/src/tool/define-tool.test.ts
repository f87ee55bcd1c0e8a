import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool, type ToolDefinition } from './define-tool.ts';
import { findTool } from './find-tool.ts';

const input = z.object({ city: z.string() });
const define = (definition: Partial<ToolDefinition<string, typeof input, unknown>>) =>
  defineTool({ name: 'weather', description: 'The weather.', input, run: () => 'sunny', ...definition });

describe('defineTool', () => {
  it('tells the model name, description and schema', () => {
    expect(define({ strict: true, cache: true, vendor: { openai: { a: 1 } } }).definition).toEqual({
      name: 'weather',
      description: 'The weather.',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string' } },
        required: ['city'],
        additionalProperties: false,
      },
      strict: true,
      cache: true,
      vendor: { openai: { a: 1 } },
    });
  });

  it('makes a tool without input that takes an empty object', async () => {
    const now = defineTool({ name: 'now', run: () => 1 });
    expect(now.definition.parameters).toEqual({ type: 'object', properties: {}, additionalProperties: false });
    expect(await now.readInput('')).toMatchObject({ value: {} });
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'the weather' }, 'name'],
    [{ name: 'x'.repeat(129) }, 'name'],
    [{ input: z.string() as never }, 'input'],
    [{ input: 5 as never }, 'input'],
    [{ run: undefined as never }, 'run'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ approval: 'yes' as never }, 'approval'],
    [{ descriptoin: 'x' } as never, 'descriptoin'],
  ])('refuses %o', (definition, field) => {
    expect(() => define(definition)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('takes a union of objects, which is object enough for most vendors', () => {
    const union = z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]);
    expect(() => define({ input: union as never })).not.toThrow();
  });

  it.each([
    [{ name: 'the.weather' }, 'name'],
    [{ name: '7days' }, 'name'],
    [{ description: undefined }, 'description'],
    [{ input: z.union([input, z.object({ b: z.string() })]) as never }, 'input'],
    [{ input: z.object({ city: z.string().optional() }) as never, strict: true }, 'input'],
  ])('with strict validation refuses what only some vendors take: %o', (definition, field) => {
    expect(() => define({ ...definition, validation: 'strict' })).toThrow(
      expect.objectContaining({ code: 'config', field }),
    );
    expect(() => define({ validation: 'strict', strict: true })).not.toThrow();
  });
});

describe('findTool', () => {
  const tools = [{ name: 'get_weather' }, { name: 'list-files' }, { name: 'listFiles' }];

  it.each([
    ['get_weather', 'get_weather'],
    ['getWeather', 'get_weather'],
    ['functions.get_weather', 'get_weather'],
    ['default_api:get-weather', 'get_weather'],
    ['list-files', 'list-files'],
    ['listfiles', undefined],
    ['weather', undefined],
  ])('%s → %s', (name, found) => {
    expect(findTool(tools, name)?.name).toBe(found);
  });
});
