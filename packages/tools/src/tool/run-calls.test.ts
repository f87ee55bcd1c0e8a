import { type JsonValue, KitError, Scope, type ToolCallPart } from '@kit/core';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DefinedTool, defineTool, type ToolRun } from './define-tool.ts';
import { runCalls } from './run-calls.ts';
import { runSettings, type ToolRunOptions } from './run-settings.ts';
import type { ToolPart } from './tool-parts.ts';

let environment: VirtualEnvironment;
let scope: Scope;
let parts: ToolPart[];

beforeEach(() => {
  environment = virtualEnvironment();
  scope = new Scope();
  parts = [];
});

const call = (name: string, input: JsonValue = {}, id = `${name}-1`): ToolCallPart => {
  return { type: 'tool-call', id, name, arguments: typeof input === 'string' ? input : JSON.stringify(input) };
};

const run = (
  tools: readonly { readonly name: string }[],
  calls: readonly ToolCallPart[],
  options: ToolRunOptions & { mayBeCut?: boolean } = {},
) =>
  runCalls(calls, {
    tools,
    settings: runSettings(options),
    scope,
    environment,
    turn: 1,
    messages: [],
    options: { tenant: 'acme' },
    mayBeCut: options.mayBeCut ?? false,
    emit: (part) => void parts.push(part),
  });

const wait = (name: string, delayMs: number, timeoutMs?: false): DefinedTool =>
  defineTool({
    name,
    timeoutMs,
    run: () => new Promise<string>((resolve) => environment.setTimer(delayMs, () => resolve(`${name} is done`))),
  });

const double = defineTool({ name: 'double', input: z.object({ n: z.number() }), run: ({ n }) => ({ twice: n * 2 }) });

describe('a call', () => {
  it('is read, run and answered', async () => {
    const { outcomes, open } = await run([double], [call('double', { n: 2 })]);
    expect(open).toEqual([]);
    expect(outcomes).toEqual([
      {
        id: 'double-1',
        name: 'double',
        status: 'complete',
        input: { n: 2 },
        output: { twice: 4 },
        durationMs: 0,
        result: {
          type: 'tool-result',
          toolCallId: 'double-1',
          toolName: 'double',
          content: [{ type: 'json', value: { twice: 4 } }],
        },
      },
    ]);
    expect(parts.map(({ type }) => type)).toEqual(['tool-start', 'tool-end']);
  });

  it('tells its tool who asks and hands on what the tool reports', async () => {
    let seen: ToolRun | undefined;
    const tool = defineTool({
      name: 'see',
      run: (_input, call) => {
        seen = call;
        call.progress({ percent: 50 });
      },
    });
    await run([tool], [call('see')]);
    expect(seen).toMatchObject({ id: 'see-1', name: 'see', turn: 1, options: { tenant: 'acme' } });
    expect(seen?.signal.aborted).toBe(false);
    expect(parts[1]).toEqual({ type: 'tool-progress', turn: 1, id: 'see-1', name: 'see', detail: { percent: 50 } });
  });

  it('to a tool that there is not is answered with those that there are', async () => {
    const { outcomes } = await run([double], [call('triple')]);
    expect(outcomes[0]).toMatchObject({
      status: 'unknown',
      error: 'There is no tool "triple". The tools are: double.',
      result: { isError: true, toolCallId: 'triple-1' },
    });
  });

  it('whose arguments do not fit is answered with what is wrong', async () => {
    const { outcomes } = await run([double], [call('double', { n: 'two' })]);
    expect(outcomes[0]?.status).toBe('invalid');
    expect(outcomes[0]?.error).toMatch(/^The arguments of double do not fit its schema:\n- \/n: .*number.*\nCorrect/);
  });

  it('that was cut off is not filled in, and the model hears why', async () => {
    const { outcomes } = await run([double], [call('double', '{"n":2')], { mayBeCut: true });
    expect(outcomes[0]).toMatchObject({ status: 'invalid', error: expect.stringContaining('token limit') });
  });

  it('whose arguments were repaired says so', async () => {
    const { outcomes } = await run([double], [call('double', '{n: "2"}')]);
    expect(outcomes[0]).toMatchObject({
      input: { n: 2 },
      repaired: 'keys without quotes, values in another form',
    });
  });

  it('to a function that somebody else runs is left open', async () => {
    const { outcomes, open } = await run([{ name: 'print' }], [call('print')]);
    expect(outcomes).toEqual([]);
    expect(open).toEqual([{ call: call('print'), reason: 'no-run' }]);
  });
});

describe('what a tool answers', () => {
  it.each([
    ['a text', 'sunny', 'sunny'],
    ['parts', [{ type: 'text', text: 'sunny' }], [{ type: 'text', text: 'sunny' }]],
    ['bytes in parts', [{ type: 'image', source: { data: new Uint8Array([1]), mediaType: 'image/png' } }], undefined],
    ['nothing', undefined, [{ type: 'json', value: null }]],
    ['a date', { at: new Date(0) }, [{ type: 'json', value: { at: '1970-01-01T00:00:00.000Z' } }]],
    ['a list', [1, 2], [{ type: 'json', value: [1, 2] }]],
  ])('goes back as it is: %s', async (_what, output, content) => {
    const tool = defineTool({ name: 'tool', run: () => output });
    const { outcomes } = await run([tool], [call('tool')]);
    expect(outcomes[0]).toMatchObject({ status: 'complete', output });
    expect(outcomes[0]?.result.content).toEqual(content ?? output);
  });

  it('is a failure if JSON cannot say it', async () => {
    const { outcomes } = await run([defineTool({ name: 'big', run: () => 1n })], [call('big')]);
    expect(outcomes[0]).toMatchObject({ status: 'failed', error: expect.stringContaining('BigInt') });
  });
});

describe('a tool that fails', () => {
  const broken = defineTool({
    name: 'broken',
    run: () => {
      throw new Error('no such file');
    },
  });

  it('is told to the model', async () => {
    const { outcomes } = await run([broken], [call('broken')]);
    expect(outcomes[0]).toMatchObject({
      status: 'failed',
      error: 'The tool failed: no such file',
      cause: new Error('no such file'),
    });
    expect(outcomes[0]?.result).toMatchObject({ isError: true, content: 'The tool failed: no such file' });
  });

  it('is told in the words that one chooses', async () => {
    const { outcomes } = await run([broken], [call('broken')], {
      describeError: (_error, { name }) => `${name}: sorry`,
    });
    expect(outcomes[0]?.error).toBe('broken: sorry');
  });

  it('fails the loop where that is wanted, and cancels the others', async () => {
    let cancelled = false;
    const patient = defineTool({
      name: 'patient',
      run: (_input, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => (cancelled = true));
        }),
    });
    const error = await run([patient, broken], [call('patient'), call('broken')], { toolErrors: 'throw' }).catch(
      (e) => e,
    );
    expect(error).toMatchObject({ code: 'tool-failed', field: 'broken', cause: new Error('no such file') });
    expect(JSON.stringify(error)).not.toContain('no such file');
    expect(cancelled).toBe(true);
    expect(scope.reason).toBeUndefined();
  });
});

describe('time', () => {
  it.each([
    ['the limit of all tools', {}, { toolTimeoutMs: 1_000 }],
    ['its own limit', { timeoutMs: 1_000 }, {}],
  ])('ends a tool: %s', async (_whose, own, options) => {
    let signal: AbortSignal | undefined;
    const slow = defineTool({
      name: 'slow',
      ...own,
      run: (_input, call) => {
        signal = call.signal;
        return new Promise(() => {});
      },
    });
    const running = run([slow], [call('slow')], options);
    await environment.advance(1_000);
    const { outcomes } = await running;
    expect(outcomes[0]).toMatchObject({ status: 'timeout', error: 'No answer within 1000 ms.', durationMs: 1_000 });
    expect(signal?.aborted).toBe(true);
    expect(environment.pendingTimers).toBe(0);
  });

  it('is a minute by default, and none where there is no limit', async () => {
    const running = run([wait('short', 59_000), wait('long', 100_000, false)], [call('short'), call('long')]);
    await environment.advance(100_000);
    const { outcomes } = await running;
    expect(outcomes.map(({ status }) => status)).toEqual(['complete', 'complete']);
    expect(environment.pendingTimers).toBe(0);
  });

  it('that is over keeps a tool from reporting', async () => {
    let late: ToolRun | undefined;
    const slow = defineTool({ name: 'slow', timeoutMs: 10, run: (_input, call) => new Promise(() => (late = call)) });
    const running = run([slow], [call('slow')]);
    await environment.advance(10);
    await running;
    late?.progress('still here');
    expect(parts.map(({ type }) => type)).toEqual(['tool-start', 'tool-end']);
  });
});

describe('several calls', () => {
  it('run side by side; the outcomes stand in the order of the calls', async () => {
    const tools = [wait('slow', 300), wait('quick', 100)];
    const running = run(tools, [call('slow'), call('quick')]);
    await environment.advance(300);
    const { outcomes } = await running;
    expect(outcomes.map(({ name }) => name)).toEqual(['slow', 'quick']);
    const ended = parts.flatMap((part) => (part.type === 'tool-end' ? [part.outcome.name] : []));
    expect(ended).toEqual(['quick', 'slow']);
    expect(environment.monotonicMs()).toBe(300);
  });

  it('never run more at a time than the limit', async () => {
    let running = 0;
    let most = 0;
    const tool = defineTool({
      name: 'count',
      run: async () => {
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => environment.setTimer(10, resolve));
        running--;
      },
    });
    const calls = Array.from({ length: 10 }, (_, at) => call('count', {}, `c${at}`));
    const all = run([tool], calls, { concurrency: 3 });
    await environment.advance(40);
    expect((await all).outcomes).toHaveLength(10);
    expect(most).toBe(3);
  });

  it('end with the scope, also where a tool does not listen', async () => {
    const all = run([wait('slow', 1_000)], [call('slow')]);
    await environment.settle();
    scope.cancel(new KitError('aborted', 'enough'));
    await expect(all).rejects.toMatchObject({ code: 'aborted', message: 'enough' });
    expect(environment.pendingTimers).toBe(1); // the tool's own
  });
});

describe('approval', () => {
  const asked = defineTool({ name: 'send', input: z.object({ to: z.string() }), approval: true, run: () => 'sent' });

  it('is asked for in the order of the calls, before anything runs', async () => {
    const order: string[] = [];
    const tool = defineTool({ name: 'send', approval: true, run: (_input, { id }) => void order.push(`run ${id}`) });
    await run([tool], [call('send', {}, 'a'), call('send', {}, 'b')], {
      approve: async ({ id }) => {
        order.push(`ask ${id}`);
        return true;
      },
    });
    expect(order).toEqual(['ask a', 'ask b', 'run a', 'run b']);
  });

  it('knows the input', async () => {
    const approve = ({ name, input }: { name: string; input: unknown }) =>
      name === 'send' && (input as { to: string }).to === 'me';
    const { outcomes } = await run([asked], [call('send', { to: 'me' }), call('send', { to: 'all' }, 'b')], {
      approve,
    });
    expect(outcomes.map(({ status }) => status)).toEqual(['complete', 'denied']);
    expect(outcomes[1]).toMatchObject({ input: { to: 'all' }, error: 'This call was not approved. Do not repeat it.' });
  });

  it('that is refused tells the model why', async () => {
    const { outcomes } = await run([asked], [call('send', { to: 'all' })], {
      approve: () => ({ approved: false, reason: 'too many people' }),
    });
    expect(outcomes[0]?.error).toBe('This call was not approved: too many people. Do not repeat it.');
  });

  it.each([
    ['put off', { approve: () => 'later' as const }],
    ['not to be had', {}],
  ])('that is %s leaves the call open and runs the others', async (_how, options) => {
    const { outcomes, open } = await run(
      [asked, double],
      [call('send', { to: 'me' }), call('double', { n: 1 })],
      options,
    );
    expect(outcomes.map(({ name }) => name)).toEqual(['double']);
    expect(open).toEqual([{ call: call('send', { to: 'me' }), reason: 'approval' }]);
  });

  it('may depend on the input', async () => {
    const tool = defineTool({
      name: 'pay',
      input: z.object({ amount: z.number() }),
      approval: ({ amount }) => amount > 100,
      run: ({ amount }) => `paid ${amount}`,
    });
    const { outcomes, open } = await run([tool], [call('pay', { amount: 5 }), call('pay', { amount: 500 }, 'b')]);
    expect(outcomes.map(({ output }) => output)).toEqual(['paid 5']);
    expect(open).toHaveLength(1);
  });

  it('that nobody gives ends with the scope', async () => {
    const waiting = run([asked], [call('send', { to: 'me' })], { approve: () => new Promise(() => {}) });
    await environment.settle();
    scope.cancel();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  });
});
