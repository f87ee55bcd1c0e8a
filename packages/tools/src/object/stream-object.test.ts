import { KitError, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ScriptedAnswer, scriptedModel } from '../../testing/scripted-model.ts';
import { object, streamObject } from './object.ts';

const Recipe = z.object({ title: z.string(), steps: z.array(z.object({ text: z.string() })) });
const pancakes = { title: 'Pancakes', steps: [{ text: 'Mix.' }, { text: 'Fry.' }] };
const good = JSON.stringify(pancakes);
const messages = [user('A recipe for pancakes.')];

const stream = (script: readonly (string | ScriptedAnswer)[], more: object = {}) =>
  streamObject(scriptedModel(script).provider, { messages, schema: Recipe, ...more });

async function collect<P>(parts: AsyncIterable<P>): Promise<P[]> {
  const all: P[] = [];
  for await (const part of parts) all.push(structuredClone(part));
  return all;
}

describe('a streamed object', () => {
  it('grows until it is whole', async () => {
    const partials = await collect(stream([good]).partials);
    expect(partials[0]).toEqual({});
    expect(partials).toContainEqual({ title: 'Pancakes', steps: [{}] });
    expect(partials).toContainEqual({ title: 'Pancakes', steps: [{ text: 'Mix.' }] });
    expect(partials.at(-1)).toEqual(pancakes);
    // Nothing that was there goes away.
    const lengths = partials.map((partial) => JSON.stringify(partial).length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });

  it('is one object, so that a piece costs the same however much is there', async () => {
    const all: unknown[] = [];
    for await (const partial of stream([good]).partials) all.push(partial);
    expect(new Set(all).size).toBe(1);
  });

  it('ends with a finish that brings the validated object', async () => {
    const parts = await collect(
      stream([{ text: good, cost: 0.5 }], { schema: Recipe.extend({ serves: z.number().default(2) }) }),
    );
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      finishReason: 'stop',
      object: { ...pancakes, serves: 2 },
      usage: { inputTokens: 10 },
      cost: { amount: 0.5 },
    });
    expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(1);
    expect(parts.at(-2)).toMatchObject({ type: 'answer-end', finishReason: 'stop' });
  });

  it('folds to what the complete way gives', async () => {
    const script = ['no JSON', `Here: ${good}`];
    const complete = await object(scriptedModel(script).provider, { messages, schema: Recipe });
    const streamed = stream(script);
    await collect(streamed);
    const { object: value, text, usage, warnings, responses } = await streamed.response;
    expect({ value, text, usage, warnings }).toEqual({
      value: complete.object,
      text: complete.text,
      usage: complete.usage,
      warnings: complete.warnings,
    });
    expect(responses.map((response) => response.text)).toEqual(complete.responses.map((response) => response.text));
  });

  it('begins anew when the model has to correct itself', async () => {
    const parts = await collect(stream(['{"title":"Waffles"}', good]));
    const types = parts.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
    const invalid = parts.filter(({ type }) => type === 'invalid');
    expect(invalid).toMatchObject([{ issues: [{ path: '/steps' }], asksAgain: true }]);
    expect(types.indexOf('invalid')).toBeGreaterThan(types.indexOf('answer-end'));
    const objects = parts.flatMap((part) => (part.type === 'object' ? [part.object] : []));
    expect(objects).toContainEqual({ title: 'Waffles' });
    expect(objects.at(-1)).toEqual(pancakes);
  });

  it('throws invalid-output at its end', async () => {
    const error = await collect(stream(['{"title":"Waffles"}'])).catch((thrown: KitError) => thrown);
    expect(error).toMatchObject({ code: 'invalid-output', partial: { object: { title: 'Waffles' } } });
  });

  it('shows what there was when the stream breaks', async () => {
    const answer = { text: '{"title":"Pancakes","steps":[{"text":"Mi', breaks: new KitError('network', 'cut') };
    const error = await collect(stream([answer])).catch((thrown: KitError) => thrown);
    expect(error).toMatchObject({
      code: 'network',
      partial: { object: { title: 'Pancakes', steps: [{ text: 'Mi' }] } },
    });
  });

  it('grows from the arguments of a tool, too', async () => {
    const partials = await collect(
      stream([{ calls: [{ name: 'answer', arguments: good }] }], { mode: 'tool' }).partials,
    );
    expect(partials.length).toBeGreaterThan(5);
    expect(partials.at(-1)).toEqual(pancakes);
  });

  it('of a list is the list, not what it stands in', async () => {
    const script = ['{"value":["one","two"]}'];
    const listed = streamObject(scriptedModel(script).provider, { messages, schema: z.array(z.string()) });
    const partials = await collect(listed.partials);
    expect(partials.every(Array.isArray)).toBe(true);
    expect(partials.at(-1)).toEqual(['one', 'two']);
    expect((await listed.response).object).toEqual(['one', 'two']);
  });

  it('of a plain value grows as it does', async () => {
    const script = ['{"value":"a long sentence"}'];
    const partials = await collect(
      streamObject(scriptedModel(script).provider, { messages, schema: z.string() }).partials,
    );
    expect(partials.at(-1)).toBe('a long sentence');
    expect(new Set(partials).size).toBe(partials.length);
  });

  it('is shown through prose and code fences', async () => {
    const partials = await collect(stream([`Of course:\n\`\`\`json\n${good}\n\`\`\``]).partials);
    expect(partials.at(-1)).toEqual(pancakes);
  });

  it('is ready at its commit point and cancels when it is left', async () => {
    const model = scriptedModel([good]);
    const left = streamObject(model.provider, { messages, schema: Recipe });
    expect(await left.ready()).toMatchObject({ provider: 'scripted' });
    for await (const _ of left.partials) break;
    await expect(left.response).rejects.toMatchObject({ code: 'aborted' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(model.contexts[0]?.scope.closed).toBe(true);
  });

  it('becomes a web response', async () => {
    const body = await stream([good]).toResponse().text();
    const events = body
      .split('\n\n')
      .filter(Boolean)
      .map((event) => JSON.parse(event.replace('data: ', '')));
    expect(events.at(-1)).toMatchObject({ type: 'finish', object: pancakes });
  });
});
