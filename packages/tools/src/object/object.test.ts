import { defineMiddleware, KitError, pipeline, type ToolMessage, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Script, type ScriptedAnswer, scriptedModel } from '../../testing/scripted-model.ts';
import { jsonSchema, prepareSchema } from '../schema/resolve-schema.ts';
import { object, streamObject } from './object.ts';
import type { ObjectRequest } from './object-request.ts';
import type { InvalidObject, ObjectResult } from './object-result.ts';

const Recipe = z.object({ title: z.string(), minutes: z.number(), steps: z.array(z.string()).default([]) });
const good = '{"title":"Pancakes","minutes":20}';
const pancakes = { title: 'Pancakes', minutes: 20, steps: [] };
const messages = [user('A recipe for pancakes.')];

/** The same task, complete and streamed. */
const ways: readonly (readonly [string, typeof object])[] = [
  ['object', object],
  ['streamObject', ((ai, request, options) => streamObject(ai as never, request, options).response) as typeof object],
];

describe.each(ways)('%s', (way, ask) => {
  const task = (script: Script | readonly (string | ScriptedAnswer)[], request: Partial<ObjectRequest> = {}) => {
    const model = scriptedModel(script);
    const result = ask(model.provider, { messages, schema: Recipe, ...request } as ObjectRequest) as Promise<
      ObjectResult<unknown>
    >;
    return { model, result };
  };
  const failure = async (result: Promise<unknown>) => (await result.catch((thrown: unknown) => thrown)) as KitError;

  it('gives the validated object, with what the schema fills in', async () => {
    const { model, result } = task([{ text: good, cost: 0.5 }], { name: 'recipe', description: 'What to cook' });
    const { object: recipe, text, response, responses, usage, cost, warnings, meta } = await result;
    expect(recipe).toEqual(pancakes);
    expect(text).toBe(good);
    expect(responses).toEqual([response]);
    expect({ warnings, provider: meta.provider, inputTokens: usage?.inputTokens, amount: cost?.amount }).toEqual({
      warnings: [],
      provider: 'scripted',
      inputTokens: 10,
      amount: 0.5,
    });
    expect(model.requests[0]?.output).toMatchObject({
      type: 'json-schema',
      name: 'recipe',
      description: 'What to cook',
      schema: { type: 'object', required: ['title', 'minutes'], additionalProperties: false },
    });
  });

  it('repairs what is almost right, and says so', async () => {
    const { model, result } = task(['```json\n{"title":"Pancakes","minutes":"20",}\n```']);
    const { object: recipe, warnings } = await result;
    expect(recipe).toEqual(pancakes);
    expect(warnings).toEqual([
      { feature: 'output', detail: 'The answer was repaired: a code fence, commas too many, values in another form.' },
    ]);
    expect(model.requests).toHaveLength(1);
  });

  it('tells the model what is wrong and asks once more', async () => {
    const { model, result } = task(['{"title":"Pancakes"}', good]);
    const { object: recipe, responses, usage } = await result;
    expect(recipe).toEqual(pancakes);
    expect(responses.map(({ text }) => text)).toEqual(['{"title":"Pancakes"}', good]);
    expect(usage?.inputTokens).toBe(20);
    const [, answer, correction] = model.requests[1]?.messages ?? [];
    expect(answer).toMatchObject({ role: 'assistant', content: [{ text: '{"title":"Pancakes"}' }] });
    expect(correction?.role).toBe('user');
    expect(correction?.content).toMatch(/cannot be used:\n- \/minutes: .*number/);
    expect(correction?.content).toContain('"required":["title","minutes"]');
  });

  it('fails with invalid-output when it does not fit again, and tells all but the answer', async () => {
    const { model, result } = task(['{"title":"Secret sauce"}']);
    const error = await failure(result);
    expect(error).toMatchObject({ code: 'invalid-output', provider: 'scripted', model: 'm-1', retry: 'same' });
    expect(error.message).toBe(
      `${way}(): the answer does not fit the schema, at /minutes. \`partial.issues\` says why.`,
    );
    expect(error.attempts).toHaveLength(2);
    expect(JSON.stringify(error)).not.toContain('Secret');
    expect(model.requests).toHaveLength(2);
    const partial = error.partial as InvalidObject;
    expect(partial.responses).toHaveLength(2);
    expect(partial).toMatchObject({ text: '{"title":"Secret sauce"}', usage: { inputTokens: 20 } });
    expect(partial.issues).toMatchObject([{ path: '/minutes' }]);
  });

  it('is corrected as often as wanted', async () => {
    expect((await failure(task(['no'], { corrections: 0 }).result)).code).toBe('invalid-output');
    const { model, result } = task(['no', 'no', 'no', good], { corrections: 3 });
    expect((await result).object).toEqual(pancakes);
    expect(model.requests).toHaveLength(4);
  });

  it('strictly, takes nothing but JSON that fits', async () => {
    const { result } = task(['{"title":"Pancakes","minutes":"20"}', good], { validation: 'strict' });
    expect((await result).responses).toHaveLength(2);
  });

  it('does not ask again for an answer that was cut off: it would be cut again', async () => {
    const { model, result } = task([{ text: '{"title":"Panc', finishReason: 'length' }]);
    expect(await failure(result)).toMatchObject({ code: 'invalid-output', field: 'maxTokens', retry: 'never' });
    expect(model.requests).toHaveLength(1);
  });

  it('fails with content-filter when the model refuses', async () => {
    const { model, result } = task([{ text: 'I would rather not.', finishReason: 'content-filter' }]);
    expect(await failure(result)).toMatchObject({ code: 'content-filter', provider: 'scripted' });
    expect(model.requests).toHaveLength(1);
  });

  it('passes on what a call throws; only wrong answers are corrected', async () => {
    const { model, result } = task(() => {
      throw new KitError('rate-limit', 'slow down');
    });
    expect((await failure(result)).code).toBe('rate-limit');
    expect(model.requests).toHaveLength(1);
  });

  it('keeps what the first answer used when the second call fails', async () => {
    const { result } = task((_request, turn) => {
      if (turn === 2) throw new KitError('overloaded', 'busy');
      return 'no';
    });
    expect(await failure(result)).toMatchObject({ code: 'overloaded', partial: { usage: { inputTokens: 10 } } });
  });

  it.each([
    ['a list', z.array(z.string()), ['a', 'b']],
    ['a word of several', z.enum(['red', 'green']), 'red'],
    ['one of several objects', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]), { b: 'x' }],
  ])('asks for %s inside of an object, which every vendor takes', async (_what, schema, value) => {
    const { model, result } = task([JSON.stringify({ value })], { schema });
    expect((await result).object).toEqual(value);
    expect(model.requests[0]?.output).toMatchObject({ schema: { type: 'object', required: ['value'] } });
    // A model that leaves the object out is understood.
    expect((await task([JSON.stringify(value)], { schema }).result).object).toEqual(value);
  });

  it('takes JSON Schemas, bare and typed, and prepared schemas', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } as const;
    for (const one of [schema, jsonSchema<{ n: number }>(schema), prepareSchema(z.object({ n: z.int() }))]) {
      expect((await task(['{"n":1}'], { schema: one }).result).object).toEqual({ n: 1 });
    }
    expect((await task(['{"n":1.5}', '{"n":2}'], { schema }).result).responses).toHaveLength(2);
  });

  it('goes through the middleware, with the call options', async () => {
    const seen: unknown[] = [];
    const note = defineMiddleware({
      name: 'note',
      every: (next) => (call) => {
        seen.push(call.context.tenant);
        return next(call);
      },
    });
    const { provider } = scriptedModel(['no', good]);
    await ask(pipeline(provider).use(note), { messages, schema: Recipe }, { tenant: 'acme' });
    expect(seen).toEqual(['acme', 'acme']);
  });

  describe('by a tool', () => {
    const answer: ScriptedAnswer = { calls: [{ name: 'answer', arguments: good }] };

    it('makes the model call it, and reads the call', async () => {
      const { model, result } = task([answer], { mode: 'tool' });
      expect(await result).toMatchObject({ object: pancakes, text: good });
      const [request] = model.requests;
      expect(request).toMatchObject({ toolChoice: { name: 'answer' }, tools: [{ name: 'answer' }] });
      expect(request?.output).toBeUndefined();
    });

    it('corrects by the result of the call', async () => {
      const { model, result } = task([{ calls: [{ name: 'answer', input: {} }] }, answer], { mode: 'tool' });
      expect((await result).object).toEqual(pancakes);
      const last = model.requests[1]?.messages.at(-1) as ToolMessage;
      expect(last.content[0]).toMatchObject({ toolCallId: 'call_1_1', isError: true });
    });

    it('reads the text of a model that does not call', async () => {
      expect((await task([good], { mode: 'tool' }).result).object).toEqual(pancakes);
    });
  });

  it('in JSON mode, tells the schema in a system message after the others', async () => {
    const system = { role: 'system' as const, content: 'Be brief.' };
    const { model, result } = task([good], { mode: 'json', messages: [system, ...messages] });
    expect((await result).object).toEqual(pancakes);
    const [request] = model.requests;
    expect(request?.output).toEqual({ type: 'json' });
    expect(request?.messages.map(({ role }) => role)).toEqual(['system', 'system', 'user']);
    expect(request?.messages[1]?.content).toContain('"required":["title","minutes"]');
  });

  it.each([
    [{ schema: undefined }, 'config', 'schema'],
    [{ schema: 'x' }, 'config', 'schema'],
    [{ name: 'two words' }, 'config', 'name'],
    [{ mode: 'magic' }, 'config', 'mode'],
    [{ corrections: -1 }, 'config', 'corrections'],
    [{ output: { type: 'json' } }, 'config', 'output'],
    [{ toolChoice: 'auto' }, 'config', 'toolChoice'],
    [{ n: 2 }, 'config', 'n'],
    [{ tools: [{ name: 'weather' }] }, 'config', 'tools'],
    [{ messages: undefined }, 'invalid-request', 'messages'],
    [{ temprature: 1 }, 'invalid-request', 'temprature'],
  ])('refuses %o before anything is sent', async (request, code, field) => {
    const { model, result } = task(['never'], request as never);
    expect(await failure(result)).toMatchObject({ code, field });
    expect(model.requests).toHaveLength(0);
  });

  it('does not take an answer without text for an empty object', async () => {
    const schema = z.object({ title: z.string().optional() });
    const { model, result } = task(['', '{"title":"Pancakes"}'], { schema });
    expect((await result).object).toEqual({ title: 'Pancakes' });
    expect(model.requests).toHaveLength(2);
    const cut = task([{ text: '', finishReason: 'length' }], { schema });
    expect(await failure(cut.result)).toMatchObject({ code: 'invalid-output', field: 'maxTokens' });
  });

  it('takes a call without arguments for an empty object, if it was not cut off', async () => {
    const schema = z.object({ title: z.string().optional() });
    const call = { calls: [{ name: 'answer', arguments: '' }] };
    expect((await task([call], { schema, mode: 'tool' }).result).object).toEqual({});
    const cut = task([{ ...call, finishReason: 'length' }], { schema, mode: 'tool' });
    expect(await failure(cut.result)).toMatchObject({ code: 'invalid-output' });
  });

  it('refuses what is no request', async () => {
    const { provider } = scriptedModel(['never']);
    expect(await failure(ask(provider, null as never))).toMatchObject({ code: 'invalid-request', field: 'request' });
  });
});
