// Loops and objects over real sockets, in the wires of three vendors.
import { isKitError, type KitError, pipeline, user } from '@kit/core';
import { anthropic } from '@kit/provider-anthropic';
import { google } from '@kit/provider-google';
import { openai } from '@kit/provider-openai';
import { type Brain, defaultBrain, type Simulator, simulator } from '@kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool, object, runTools, streamObject, streamTools, type ToolLoopResult } from './index.ts';

let server: Simulator;
let brain: Brain;

beforeEach(async () => {
  brain = defaultBrain;
  server = await simulator({ brain: (request, info) => brain(request, info) });
});
afterEach(() => server.close());

const vendors = {
  openai: () => openai({ apiKey: 'any', baseURL: server.openaiURL }),
  'openai chat': () => openai({ apiKey: 'any', baseURL: server.openaiURL, api: 'chat' }),
  anthropic: () => anthropic({ apiKey: 'any', baseURL: server.anthropicURL }),
  google: () => google({ apiKey: 'any', baseURL: server.geminiURL }),
} as const;
const models = { openai: 'gpt-6', 'openai chat': 'gpt-6', anthropic: 'claude-sonnet-5', google: 'gemini-3' } as const;

const weather = defineTool({
  name: 'weather',
  description: 'The weather in a city, now.',
  input: z.object({ city: z.string() }),
  run: ({ city }) => ({ city, celsius: 18 }),
});
const clock = defineTool({ name: 'clock', description: 'The time.', run: () => 'noon' });
const Recipe = z.object({ title: z.string(), minutes: z.number(), steps: z.array(z.object({ text: z.string() })) });

describe.each(Object.keys(vendors) as (keyof typeof vendors)[])('with %s', (vendor) => {
  const ai = () => pipeline(vendors[vendor]());
  const model = models[vendor];
  const request = {
    model,
    messages: [user('Use weather and clock for Paris, please.')],
    tools: [weather, clock],
  };

  it('runs several tools at once and streams the whole loop', async () => {
    const complete = await runTools(ai(), request);
    expect(complete.turns[0]?.outcomes.map(({ name, status }) => [name, status])).toEqual([
      ['weather', 'complete'],
      ['clock', 'complete'],
    ]);
    expect(complete.text).toBe('weather says: {"city":"Paris","celsius":18}\nclock says: noon');
    expect(complete.usage?.state).toBe('reported');

    const streamed = streamTools(ai(), request);
    let text = '';
    for await (const piece of streamed.text) text += piece;
    expect(text).toBe(complete.text);
    const { messages, usage } = await streamed.response;
    expect(messages.map(({ role }) => role)).toEqual(complete.messages.map(({ role }) => role));
    expect(usage?.inputTokens).toBe(complete.usage?.inputTokens);
  });

  it('tells the model of wrong arguments, and is understood', async () => {
    brain = (asked, info) =>
      asked.messages.some(({ role }) => role === 'tool')
        ? defaultBrain(asked, info)
        : { toolCalls: [{ name: 'weather', arguments: '{"town":"Paris"}' }] };
    const { text, turns } = await runTools(ai(), { ...request, tools: [weather] });
    expect(turns[0]?.outcomes[0]?.status).toBe('invalid');
    expect(text).toMatch(/weather.*do not fit its schema/);
  });

  it('gives objects, complete and streamed', async () => {
    const messages = [user('A recipe, please.')];
    const { object: recipe, responses } = await object(ai(), { model, schema: Recipe, messages });
    expect(Recipe.safeParse(recipe).success).toBe(true);
    expect(responses).toHaveLength(1);

    const streamed = streamObject(ai(), { model, schema: Recipe, messages });
    const sizes: number[] = [];
    for await (const partial of streamed.partials) sizes.push(JSON.stringify(partial).length);
    expect(sizes.length).toBeGreaterThan(1);
    expect((await streamed.response).object).toEqual(recipe);
  });

  it('gives lists and plain values', async () => {
    const messages = [user('Colours, please.')];
    const Colours = z.array(z.enum(['red', 'green'])).min(1);
    const listed = await object(ai(), { model, schema: Colours, messages });
    expect(Colours.safeParse(listed.object).success).toBe(true);
    const streamed = streamObject(ai(), { model, schema: Colours, messages });
    const partials: unknown[] = [];
    for await (const partial of streamed.partials) partials.push(partial);
    expect(partials.every(Array.isArray)).toBe(true);
  });

  it('gives objects by a tool', async () => {
    const { object: recipe } = await object(ai(), { model, schema: Recipe, messages: [user('Go')], mode: 'tool' });
    expect(Recipe.safeParse(recipe).success).toBe(true);
  });

  it('holds the answer against the schema as it was given, whatever the vendor took of it', async () => {
    const Short = z.object({ title: z.string().max(5), count: z.number().multipleOf(3) });
    let asked = 0;
    brain = () => (asked++ === 0 ? '{"title":"much too long","count":3}' : '{"title":"short","count":6}');
    const { object: found, responses, warnings } = await object(ai(), { model, schema: Short, messages: [user('Go')] });
    expect(found).toEqual({ title: 'short', count: 6 });
    expect(responses).toHaveLength(2);
    // Each wire lacks `maxLength`; that is told once, not once an answer.
    expect(
      warnings.filter(({ feature, detail }) => feature.startsWith('output.schema') && /maxLength/.test(detail)),
    ).toHaveLength(1);
  });

  it('throws what cuts the second turn, with the first one in hand', async () => {
    brain = (_asked, info) =>
      info.turn === 0 ? { toolCalls: [{ name: 'weather', input: { city: 'Rome' } }] } : 'A long answer. '.repeat(50);
    server.faults.next(undefined, { type: 'cut', afterBytes: 2_000 });
    const error = await (async () => {
      for await (const _ of streamTools(ai(), request));
    })().catch((thrown: unknown) => thrown);
    expect(isKitError(error)).toBe(true);
    expect(['network', 'invalid-response']).toContain((error as KitError).code);
    const partial = (error as KitError).partial as ToolLoopResult;
    expect(partial.turns).toHaveLength(1);
    expect(partial.messages).toHaveLength(3);
  });

  it('rejects before the first part where the vendor refuses', async () => {
    server.faults.next({ status: 429, retryAfterMs: 1_000 });
    await expect(streamObject(ai(), { model, schema: Recipe, messages: [user('Go')] }).ready()).rejects.toMatchObject({
      code: 'rate-limit',
      retryAfterMs: 1_000,
    });
  });

  it('closes the socket when the loop is left', async () => {
    brain = () => 'word '.repeat(2_000);
    server.faults.always({ type: 'drip', pauseMs: 5, bytes: 200 });
    for await (const part of streamTools(ai(), request)) if (part.type === 'text') break;
    const leftAt = performance.timeOrigin + performance.now();
    const { at, aborted } = await (await server.received(1)).closed;
    expect(aborted).toBe(true);
    expect(at - leftAt).toBeLessThan(50);
  });
});
