import { defineMiddleware, KitError, type Message, pipeline, type ToolMessage, user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Script, type ScriptedAnswer, scriptedModel } from '../../testing/scripted-model.ts';
import { defineTool } from '../tool/define-tool.ts';
import type { ToolLoopRequest } from './loop-request.ts';
import type { ToolLoopResult } from './loop-result.ts';
import { runTools, streamTools } from './run-tools.ts';

const weather = defineTool({
  name: 'weather',
  input: z.object({ city: z.string() }),
  run: ({ city }) => ({ city, celsius: 18 }),
});
const messages = [user('How warm is it in Paris?')];
const callWeather: ScriptedAnswer = { calls: [{ name: 'weather', input: { city: 'Paris' } }] };
const twoTurns: readonly (string | ScriptedAnswer)[] = [callWeather, '18 degrees.'];

/** The same loop, complete and streamed. */
const ways: readonly (readonly [string, typeof runTools])[] = [
  ['runTools', runTools],
  ['streamTools', ((ai, request, options) => streamTools(ai as never, request, options).response) as typeof runTools],
];

describe.each(ways)('%s', (_way, run) => {
  const loop = (
    script: Script | readonly (string | ScriptedAnswer)[],
    request: Partial<ToolLoopRequest> = {},
    options: Parameters<typeof runTools>[2] = {},
  ) => {
    const model = scriptedModel(script);
    const result = run(model.provider, { messages, tools: [weather], ...request }, options) as Promise<ToolLoopResult>;
    return { model, result };
  };

  it('runs the tools that the model calls, until it answers', async () => {
    const { model, result } = loop(twoTurns);
    const { stop, text, turns, messages: conversation, open } = await result;
    expect({ stop, text, open }).toEqual({ stop: 'answer', text: '18 degrees.', open: [] });
    expect(turns.map(({ outcomes }) => outcomes.map(({ output }) => output))).toEqual([
      [{ city: 'Paris', celsius: 18 }],
      [],
    ]);
    expect(conversation.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
    expect(model.requests[1]?.messages).toEqual(conversation.slice(0, 3));
    expect(model.requests[0]?.tools).toEqual([weather.definition]);
  });

  it('is one turn where no tool is called', async () => {
    const { result } = loop(['Hello']);
    expect(await result).toMatchObject({ stop: 'answer', text: 'Hello', turns: [{ outcomes: [] }] });
  });

  it('sums usage and cost of all turns', async () => {
    const { result } = loop([
      { ...callWeather, cost: 0.5, usage: { state: 'reported', inputTokens: 10, outputTokens: 1 } },
      { text: '18', cost: 0.25, usage: { state: 'reported', inputTokens: 20, outputTokens: 2 } },
    ]);
    expect(await result).toMatchObject({
      usage: { state: 'reported', inputTokens: 30, outputTokens: 3 },
      cost: { amount: 0.75, currency: 'USD', includesLostAttempts: true },
    });
  });

  it('does not pass a part of the sum off as the sum', async () => {
    const { result } = loop([{ ...callWeather, usage: null, cost: 1 }, { text: '18' }]);
    const { usage, cost } = await result;
    expect(usage).toMatchObject({ state: 'partial', inputTokens: 10 });
    expect(cost).toBeUndefined();
  });

  it('makes each turn a call through the middleware, findable by one correlation id', async () => {
    const seen: (string | undefined)[] = [];
    const note = defineMiddleware({
      name: 'note',
      every: (next) => (call) => {
        seen.push(call.context.correlationId);
        return next(call);
      },
    });
    const model = scriptedModel(twoTurns);
    await run(pipeline(model.provider).use(note), { messages, tools: [weather] }, { tenant: 'acme', requestId: 'r-1' });
    expect(seen).toHaveLength(2);
    expect(new Set(seen).size).toBe(1);
    expect(model.contexts.map(({ tenant }) => tenant)).toEqual(['acme', 'acme']);
    expect(model.contexts[0]?.requestId).toBe('r-1');
    expect(model.contexts[1]?.requestId).not.toBe('r-1');
  });

  it('tells the model of wrong calls and lets it try again', async () => {
    const { result } = loop([
      { calls: [{ name: 'wether', input: {} }] },
      { calls: [{ name: 'weather', input: {} }] },
      { calls: [{ name: 'weather', arguments: 'Paris' }] },
      ...twoTurns,
    ]);
    const { turns, text } = await result;
    expect(turns.map(({ outcomes }) => outcomes[0]?.status)).toEqual([
      'unknown',
      'invalid',
      'invalid',
      'complete',
      undefined,
    ]);
    expect(text).toBe('18 degrees.');
  });

  it('puts the results of a turn into one message, in the order of the calls, however long each takes', async () => {
    const environment = virtualEnvironment();
    const sleepy = defineTool({
      name: 'sleepy',
      input: z.object({ ms: z.number() }),
      run: ({ ms }) => new Promise<string>((resolve) => environment.setTimer(ms, () => resolve(`${ms}`))),
    });
    const calls = [30, 10, 20].map((ms) => ({ name: 'sleepy', input: { ms } }));
    const { result } = loop([{ calls }, 'Done'], { tools: [sleepy], environment });
    result.catch(() => {});
    for (let at = 0; at < 10; at++) await environment.advance(10);
    const { messages: conversation, turns } = await result;
    const results = (conversation[2] as ToolMessage).content;
    expect(results.map(({ content }) => content)).toEqual(['30', '10', '20']);
    expect(turns[0]?.outcomes.map(({ output }) => output)).toEqual(['30', '10', '20']);
  });

  it('ends with max-turns, and brings what was done', async () => {
    const { model, result } = loop([callWeather], { maxTurns: 3 });
    const error = await result.catch((thrown: KitError) => thrown);
    expect(error).toMatchObject({ code: 'max-turns', provider: 'scripted', field: 'maxTurns' });
    const partial = (error as KitError).partial as ToolLoopResult;
    expect(partial.turns).toHaveLength(3);
    expect(partial.messages).toHaveLength(7);
    expect(partial.usage?.inputTokens).toBe(30);
    expect(model.requests).toHaveLength(3);
  });

  it('can make the last turn answer instead', async () => {
    const { model, result } = loop(({ toolChoice }) => (toolChoice === 'none' ? 'Enough: 18.' : callWeather), {
      maxTurns: 3,
      atMaxTurns: 'answer',
    });
    expect(await result).toMatchObject({ stop: 'answer', text: 'Enough: 18.' });
    expect(model.requests.map(({ toolChoice }) => toolChoice)).toEqual([undefined, undefined, 'none']);
  });

  it('demands a call in the first turn only', async () => {
    const { model, result } = loop(twoTurns, { toolChoice: { name: 'weather' } });
    await result;
    expect(model.requests.map(({ toolChoice }) => toolChoice)).toEqual([{ name: 'weather' }, 'auto']);
  });

  it('stops where stopWhen says so', async () => {
    const { result } = loop([callWeather], { stopWhen: ({ turn }) => turn === 2 });
    expect(await result).toMatchObject({ stop: 'condition', turns: [{}, {}] });
  });

  it('asks prepareTurn for another request', async () => {
    const { model, result } = loop(twoTurns, {
      prepareTurn: ({ turn, request }) => (turn === 2 ? { ...request, model: 'm-2' } : undefined),
    });
    await result;
    expect(model.requests.map((request) => request.model)).toEqual(['m-1', 'm-2']);
  });

  it('leaves calls open that somebody else answers, and goes on from there', async () => {
    const print = { name: 'print', parameters: { type: 'object' } };
    const calls = [{ name: 'weather', input: { city: 'Paris' } }, { name: 'print' }];
    const { result } = loop([{ calls }], { tools: [weather, print] });
    const { stop, open, messages: conversation } = await result;
    expect(stop).toBe('open-calls');
    expect(open.map(({ call, reason }) => [call.name, reason])).toEqual([['print', 'no-run']]);
    expect(conversation.at(-1)).toMatchObject({ role: 'tool', content: [{ toolName: 'weather' }] });
  });

  it('stops for an approval and goes on with the conversation when it is there', async () => {
    const send = defineTool({ name: 'send', approval: true, run: () => 'sent' });
    const tools = [weather, send];
    const calls = [{ name: 'weather', input: { city: 'Paris' } }, { name: 'send' }];
    const first = await loop([{ calls }], { tools }).result;
    expect(first.stop).toBe('approval');
    const stored = JSON.parse(JSON.stringify(first.messages)) as Message[];

    const { model, result } = loop(['All done.'], { tools, messages: stored, approve: () => true });
    const { messages: conversation, turns, text } = await result;
    expect(text).toBe('All done.');
    expect(turns).toHaveLength(1);
    expect(model.requests[0]?.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: [{ toolName: 'send', content: 'sent' }],
    });
    expect(conversation.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'assistant']);

    const again = await loop(['never asked'], { tools, messages: stored }).result;
    expect(again).toMatchObject({ stop: 'approval', turns: [], text: '', open: [{ reason: 'approval' }] });
  });

  it('does not fill in arguments that the token limit cut off', async () => {
    const { result } = loop([
      { calls: [{ name: 'weather', arguments: '{"city":"Par"' }], finishReason: 'length' },
      'Sorry.',
    ]);
    const { turns } = await result;
    expect(turns[0]?.outcomes[0]).toMatchObject({ status: 'invalid', error: expect.stringContaining('token limit') });
  });

  it('warns of repaired arguments, each thing once', async () => {
    const broken = { calls: [{ name: 'weather', arguments: "{'city': 'Paris'}" }] };
    const { warnings } = await loop([broken, broken, 'Done']).result;
    expect(warnings).toEqual([
      { feature: 'tools.weather', detail: 'The arguments of a call were repaired: other quotes than ".' },
    ]);
  });

  it('makes the conversation fit before each turn, for good, and counts what that cost', async () => {
    const { model, result } = loop([callWeather, callWeather, 'Done'], {
      fit: ({ messages: all }) =>
        all.length > 3
          ? { messages: [user('short')], usage: { state: 'reported', inputTokens: 100, outputTokens: 1 } }
          : { messages: all },
    });
    const { messages: conversation, usage } = await result;
    expect(model.requests.map((request) => request.messages.length)).toEqual([1, 3, 1]);
    expect(conversation).toHaveLength(2);
    expect(usage).toMatchObject({ inputTokens: 130 });
  });

  it('fails with the error of a turn, and brings what was done before', async () => {
    const { result } = loop((_request, turn) => {
      if (turn === 1) return callWeather;
      throw new KitError('overloaded', 'busy');
    });
    const error = (await result.catch((thrown) => thrown)) as KitError;
    expect(error).toMatchObject({ code: 'overloaded' });
    expect(error.partial).toMatchObject({ turns: [{}], usage: { inputTokens: 10 } });
    expect((error.partial as ToolLoopResult).messages).toHaveLength(3);
  });

  it('fails with tool-failed where that is wanted', async () => {
    const broken = defineTool({ name: 'broken', run: () => Promise.reject(new Error('disk full')) });
    const { result } = loop([{ calls: [{ name: 'broken' }] }], { tools: [broken], toolErrors: 'throw' });
    await expect(result).rejects.toMatchObject({ code: 'tool-failed', cause: new Error('disk full') });
  });

  it('ends at once when the caller aborts while a tool runs', async () => {
    const controller = new AbortController();
    let heard = false;
    const slow = defineTool({
      name: 'slow',
      run: (_input, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => (heard = true));
          controller.abort('enough');
        }),
    });
    const { result } = loop([{ calls: [{ name: 'slow' }] }], { tools: [slow] }, { signal: controller.signal });
    const error = (await result.catch((thrown) => thrown)) as KitError;
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(heard).toBe(true);
    expect(error.partial).toMatchObject({ turns: [{}] });
  });

  it('does not run again what was done when it goes on after a break', async () => {
    const controller = new AbortController();
    let sent = 0;
    const send = defineTool({ name: 'send', run: () => ++sent });
    const slow = defineTool({ name: 'slow', run: () => new Promise(() => setTimeout(() => controller.abort(), 5)) });
    const calls = [{ name: 'slow' }, { name: 'send' }];
    const { result } = loop([{ calls }], { tools: [slow, send] }, { signal: controller.signal });
    const { partial } = (await result.catch((thrown) => thrown)) as { partial: ToolLoopResult };

    const quick = defineTool({ name: 'slow', run: () => 'quick now' });
    const { messages: conversation } = await loop(['Done'], { tools: [quick, send], messages: partial.messages })
      .result;
    expect(sent).toBe(1);
    expect(conversation.slice(2, 4)).toMatchObject([
      { role: 'tool', content: [{ toolName: 'send' }] },
      { role: 'tool', content: [{ toolName: 'slow', content: 'quick now' }] },
    ]);
  });

  it('bounds the whole loop by the total deadline, tools included', async () => {
    const environment = virtualEnvironment();
    const slow = defineTool({
      name: 'slow',
      timeoutMs: false,
      run: () => new Promise<string>((resolve) => environment.setTimer(600, () => resolve('done'))),
    });
    const { model, result } = loop(
      [{ calls: [{ name: 'slow' }] }],
      { tools: [slow], environment },
      { deadlines: { total: 1_000 } },
    );
    result.catch(() => {});
    await environment.advance(1_000);
    await expect(result).rejects.toMatchObject({ code: 'timeout', phase: 'total' });
    expect(model.requests).toHaveLength(2);
    await environment.advance(1_000);
    expect(environment.pendingTimers).toBe(0);
  });

  it.each([
    [{ tools: undefined as never }, 'config', 'tools'],
    [{ tools: [weather, weather] }, 'config', 'tools'],
    [{ maxTurns: 0 }, 'config', 'maxTurns'],
    [{ n: 2 } as never, 'config', 'n'],
    [{ concurrency: 0 }, 'config', 'concurrency'],
    [{ tools: [null] as never }, 'config', 'tools'],
    [{ toolTimeoutMs: Number.POSITIVE_INFINITY }, 'config', 'toolTimeoutMs'],
    [{ messages: [] }, 'invalid-request', 'messages'],
    [{ maxToken: 5 } as never, 'invalid-request', 'maxToken'],
  ])('refuses %o before anything is sent', async (request, code, field) => {
    const { model, result } = loop(['never'], request);
    await expect(result).rejects.toMatchObject({ code, field });
    expect(model.requests).toHaveLength(0);
  });

  it('refuses what is no request', async () => {
    const { provider } = scriptedModel(['never']);
    await expect(run(provider, null as never)).rejects.toMatchObject({ code: 'invalid-request', field: 'request' });
  });

  it.each([
    [null, undefined],
    [{ signal: 'now' }, 'signal'],
    [{ deadlines: { total: 'soon' } }, 'deadlines'],
  ])('refuses the call options %o before anything is sent', async (options, field) => {
    const { model, result } = loop(['never'], {}, options as never);
    const error = await result.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'config', ...(field && { field }) });
    expect(model.requests).toHaveLength(0);
  });

  it('gives the request id to the first turn, whatever else is told the options', async () => {
    const told: unknown[] = [];
    const fit = ({ messages: all }: { messages: readonly Message[] }, { requestId }: { requestId?: string }) => {
      told.push(requestId);
      return { messages: all };
    };
    const { model, result } = loop(twoTurns, { fit }, { requestId: 'mine' });
    await result;
    expect(model.contexts[0]?.requestId).toBe('mine');
    expect(model.contexts[1]?.requestId).not.toBe('mine');
    expect(told).toEqual([undefined, undefined]);
  });

  it('takes the context of a call for its options', async () => {
    const inner = scriptedModel(twoTurns);
    const helper = defineMiddleware({
      name: 'helper',
      every: (next) => async (call) => {
        await run(inner.provider, { messages, tools: [weather] }, call.context);
        return next(call);
      },
    });
    const ai = pipeline(scriptedModel(['Hello']).provider).use(helper);
    expect((await ai.chat({ messages }, { tenant: 'acme' })).text).toBe('Hello');
    expect(inner.contexts.map(({ tenant }) => tenant)).toEqual(['acme', 'acme']);
  });

  it('runs no tool whose arguments may have been cut off, also if none of them arrived', async () => {
    const ran: unknown[] = [];
    const clear = defineTool({ name: 'clear', run: (input) => void ran.push(input) });
    const { result } = loop([{ calls: [{ name: 'clear', arguments: '' }], finishReason: 'length' }, 'Cut.'], {
      tools: [clear],
    });
    expect((await result).turns[0]?.outcomes).toMatchObject([{ status: 'invalid' }]);
    expect(ran).toEqual([]);
  });

  it.each([[undefined], ['yes'], [{ approved: 'no' }]])('does not take %o for an approval', async (answer) => {
    const ran: unknown[] = [];
    const pay = defineTool({ name: 'pay', approval: true, run: () => void ran.push('paid') });
    const { result } = loop([{ calls: [{ name: 'pay' }] }, 'Done.'], { tools: [pay], approve: () => answer as never });
    await expect(result).rejects.toMatchObject({ code: 'config', field: 'approve' });
    expect(ran).toEqual([]);
  });
});
