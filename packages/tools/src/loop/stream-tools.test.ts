import { KitError, pipeline, user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ScriptedAnswer, scriptedModel } from '../../testing/scripted-model.ts';
import { defineTool } from '../tool/define-tool.ts';
import type { ToolLoopPart } from './loop-parts.ts';
import { runTools, streamTools } from './run-tools.ts';

const weather = defineTool({
  name: 'weather',
  input: z.object({ city: z.string() }),
  run: ({ city }, { progress }) => {
    progress('looking');
    return { city, celsius: 18 };
  },
});
const messages = [user('How warm is it in Paris?')];
const tools = [weather];
const script: readonly (string | ScriptedAnswer)[] = [
  { text: 'Let me see.', calls: [{ name: 'weather', input: { city: 'Paris' } }] },
  '18 degrees.',
];

async function collect<P>(parts: AsyncIterable<P>): Promise<P[]> {
  const all: P[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

describe('the stream of a loop', () => {
  it('is every turn and every tool, with one finish at its end', async () => {
    const parts = await collect(streamTools(scriptedModel(script).provider, { messages, tools }));
    const types = parts.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
    expect(types).toEqual([
      'start',
      'text',
      'tool-call-start',
      'tool-call-delta',
      'tool-call',
      'turn-end',
      'tool-start',
      'tool-progress',
      'tool-end',
      'start',
      'text',
      'turn-end',
      'finish',
    ]);
    const finish = parts.at(-1);
    expect(finish).toMatchObject({ type: 'finish', stop: 'answer', finishReason: 'stop', usage: { inputTokens: 20 } });
    expect(parts.filter(({ type }) => type === 'turn-end')).toMatchObject([
      { turn: 1, finishReason: 'tool-calls', usage: { inputTokens: 10 } },
      { turn: 2, finishReason: 'stop' },
    ]);
  });

  it('folds to what the complete loop gives', async () => {
    const complete = await runTools(scriptedModel(script).provider, { messages, tools });
    const stream = streamTools(scriptedModel(script).provider, { messages, tools });
    await collect(stream);
    const folded = await stream.response;
    const essence = ({ messages: all, stop, text, turns, usage, warnings, open }: typeof complete) => {
      const outcomes = turns.map((turn) => turn.outcomes.map(({ durationMs: _, ...outcome }) => outcome));
      return { messages: all, stop, text, usage, warnings, open, outcomes };
    };
    expect(essence(folded)).toEqual(essence(complete));
  });

  it('has the text of all turns', async () => {
    const pieces = await collect(streamTools(scriptedModel(script).provider, { messages, tools }).text);
    expect(pieces.join('')).toBe('Let me see.18 degrees.');
  });

  it('asks for the next turn only when it is read that far', async () => {
    const model = scriptedModel(script);
    const stream = streamTools(model.provider, { messages, tools });
    expect(model.requests).toHaveLength(0);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(model.requests).toHaveLength(1);
    await iterator.return?.();
  });

  it('is ready at the commit point of its first turn', async () => {
    const stream = streamTools(scriptedModel(script).provider, { messages, tools, model: 'm-7' });
    expect(await stream.ready()).toMatchObject({ provider: 'scripted', model: 'm-7' });
    await stream.cancel();
  });

  it('rejects ready() if the first turn fails before its answer', async () => {
    const model = scriptedModel(() => {
      throw new KitError('rate-limit', 'slow down');
    });
    const stream = streamTools(model.provider, { messages, tools });
    await expect(stream.ready()).rejects.toMatchObject({ code: 'rate-limit' });
    await expect(collect(stream)).rejects.toMatchObject({ code: 'rate-limit' });
  });

  it('throws what breaks a later turn, with all that had arrived', async () => {
    const model = scriptedModel([script[0] as ScriptedAnswer, { text: 'It is', breaks: new Error('cut') }]);
    const stream = streamTools(model.provider, { messages, tools });
    const seen: ToolLoopPart[] = [];
    const error = await (async () => {
      for await (const part of stream) seen.push(part as ToolLoopPart);
    })().catch((thrown: KitError) => thrown);
    expect(error).toMatchObject({ message: 'cut' });
    const { partial } = error as KitError;
    expect(partial).toMatchObject({ text: 'It is', turns: [{ outcomes: [{ status: 'complete' }] }] });
    expect((partial as { messages: unknown[] }).messages).toHaveLength(3);
    expect(seen.at(-1)).toMatchObject({ type: 'text' });
  });

  it('that is left in a tool cancels the tool', async () => {
    let cancelled = false;
    const slow = defineTool({
      name: 'slow',
      run: (_input, { signal }) => new Promise(() => signal.addEventListener('abort', () => (cancelled = true))),
    });
    const model = scriptedModel([{ calls: [{ name: 'slow' }] }]);
    const stream = streamTools(model.provider, { messages, tools: [slow] });
    for await (const part of stream) if (part.type === 'tool-start') break;
    expect(cancelled).toBe(true);
    await expect(stream.response).rejects.toMatchObject({ code: 'aborted' });
    expect(model.contexts.every(({ scope }) => scope.closed)).toBe(true);
  });

  it('that is left in a turn cancels the turn', async () => {
    const model = scriptedModel(['A long answer that nobody reads to its end.']);
    for await (const part of streamTools(model.provider, { messages, tools })) if (part.type === 'text') break;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(model.contexts[0]?.scope.closed).toBe(true);
  });

  it('ends when nobody reads it', async () => {
    const environment = virtualEnvironment();
    const model = scriptedModel(script);
    const ai = pipeline(model.provider, { environment });
    const stream = streamTools(ai, { messages, tools, environment }, { deadlines: { idle: 1_000 } });
    const endings: string[] = [];
    stream.observe({ settled: ({ status }) => void endings.push(status) });
    const ready = stream.ready();
    await environment.settle();
    await ready;
    await environment.advance(600_000);
    await environment.settle();
    expect(endings).toEqual(['abandoned']);
    expect(environment.pendingTimers).toBe(0);
  });

  it('is changed by layers like any stream, and then folds to what they made of it', async () => {
    const stream = streamTools(scriptedModel(script).provider, { messages, tools });
    await stream.ready();
    const loud = stream.map((parts) =>
      parts.map((part) => (part.type === 'text' ? { ...part, text: part.text.toUpperCase() } : part)),
    );
    expect((await loud.response).text).toBe('18 DEGREES.');
  });

  it('tells each outcome once, to observers too', async () => {
    const outcomes: string[] = [];
    const stream = streamTools(scriptedModel(script).provider, { messages, tools });
    stream.observe({
      batch: (parts) => {
        for (const part of parts) if (part.type === 'tool-end') outcomes.push(part.outcome.name);
      },
    });
    await stream.response;
    expect(outcomes).toEqual(['weather']);
  });

  it('tells when the conversation was made to fit', async () => {
    const fit = () => ({ messages: [user('short')] });
    const parts = await collect(streamTools(scriptedModel(['Hello']).provider, { messages, tools, fit }));
    expect(parts[0]).toEqual({ type: 'conversation', messages: [user('short')] });
  });

  it('becomes a web response of server-sent events', async () => {
    const failing = defineTool({ name: 'weather', run: () => Promise.reject(new Error('disk full')) });
    const stream = streamTools(scriptedModel(script).provider, { messages, tools: [failing] });
    await stream.ready();
    const response = stream.toResponse({ headers: { 'x-test': '1' } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-test')).toBe('1');
    const body = await response.text();
    const events = body
      .split('\n\n')
      .filter(Boolean)
      .map((event) => JSON.parse(event.replace('data: ', '')));
    expect(events.at(-1)).toMatchObject({ type: 'finish', stop: 'answer' });
    // What a tool threw is for this side alone.
    expect(events.find(({ type }) => type === 'tool-end').outcome).not.toHaveProperty('cause');
  });
});
