// resume() on real sockets: streams that break at every place, on two wires.
import { type KitError, type Provider, pipeline, type StreamPart, target, user } from '@kit/core';
import { bearerAuth, httpProvider } from '@kit/http';
import { type Brain, type BrainAnswer, type Fault, type Simulator, simulator, wireProvider } from '@kit/testing';
import { anthropicErrors, anthropicOperations } from '@kit/transformer-anthropic';
import { describe, expect, it } from 'vitest';
import { resume } from './resume.ts';
import type { ResumeOptions } from './resume-options.ts';

const whole =
  'The quick brown fox jumps over the lazy dog, and then it sleeps until noon.\n\nThat is all there is to tell.';

/** A model that says `whole`, and goes on where it is asked to. */
const brain =
  (more: Partial<BrainAnswer> = {}): Brain =>
  ({ messages }) => {
    const last = messages.at(-1);
    const said = messages.find(({ role }) => role === 'assistant');
    if (!said || !last) return { ...more, text: whole };
    const text = textOf(said.content);
    expect(whole.startsWith(text)).toBe(true);
    if (last === said) return { ...more, text: whole.slice(text.length) };
    // It repeats what it was shown, and leaves out the space before its first word, as models do.
    const ending = textOf(last.content).split('\n\n').slice(1, -1).join('\n\n');
    expect(text.endsWith(ending)).toBe(true);
    return { ...more, text: `${ending}${whole.slice(text.length)}`.trimStart() };
  };

function textOf(content: string | readonly object[]): string {
  if (typeof content === 'string') return content;
  return content.map((part) => ('text' in part && 'type' in part && part.type === 'text' ? part.text : '')).join('');
}

const request = { model: 'any', messages: [user('Tell me a story.')] };

const openaiWire = ({ openaiURL: baseURL }: Simulator) => wireProvider({ baseURL });

/** A vendor whose wire goes on from a last message of the assistant's, if the model is an old one. */
const anthropicWire = ({ anthropicURL: baseURL }: Simulator) => {
  const { chat, stream } = anthropicOperations();
  return httpProvider({
    id: 'anthropic',
    name: 'Anthropic',
    baseURL,
    auth: bearerAuth({ apiKey: 'any', environment: [], owner: 'Anthropic' }),
    operations: { chat, stream },
    errors: anthropicErrors,
  });
};

async function read(stream: AsyncIterable<StreamPart>) {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return {
    parts,
    types: parts.map(({ type }) => type),
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  };
}

/** Tells how each break ended: before the answer had begun, or with the whole text. */
async function breakEverywhere(
  provider: (server: Simulator) => Provider<'chat' | 'stream'>,
  model: string,
  fault: (afterEvents: number) => Fault,
  options: ResumeOptions = {},
) {
  await using server = await simulator({ brain: brain() });
  await using ai = pipeline(provider(server)).use(resume(options));
  const counts = { resumed: 0, early: 0, whole: 0 };
  for (let afterEvents = 1; counts.whole < 1; afterEvents++) {
    server.faults.next(fault(afterEvents));
    const stream = ai.stream({ ...request, model });
    const outcome = await read(stream).catch((thrown: KitError) => thrown);
    if (outcome instanceof Error) {
      // Nobody had seen anything: that is for a retry.
      expect(counts.resumed).toBe(0);
      counts.early++;
      continue;
    }
    const { text, types, parts } = outcome;
    expect(text, `broken after ${afterEvents} events`).toBe(whole);
    expect((await stream.response).text).toBe(whole);
    expect(types.filter((type) => type === 'start')).toHaveLength(1);
    expect(types.filter((type) => type === 'finish')).toHaveLength(1);
    expect(types.at(-1)).toBe('finish');
    const { usage } = parts.at(-1) as { usage?: { state: string } };
    if (types.includes('resumed')) {
      counts.resumed++;
      expect(types.filter((type) => type === 'resumed')).toHaveLength(1);
      expect(usage?.state).not.toBe('reported');
    } else counts.whole++;
    expect((await stream.response).message.content).toEqual([{ type: 'text', text: whole }]);
  }
  return counts;
}

describe('a stream that breaks at any place is read as if it had not', () => {
  it.each<[string, (afterEvents: number) => Fault]>([
    ['cut', (afterEvents) => ({ type: 'cut', afterEvents })],
    ['reset', (afterEvents) => ({ type: 'reset', afterEvents })],
    ['an error event', (afterEvents) => ({ type: 'error-event', code: 'overloaded', afterEvents })],
  ])('on OpenAI’s wire, by %s, with a prompt', async (_name, fault) => {
    const counts = await breakEverywhere(openaiWire, 'gpt-6', fault);
    expect(counts.resumed).toBeGreaterThan(15);
  });

  it.each(['prefill', 'prompt'] as const)('on Anthropic’s wire, by %s', async (by) => {
    const fault = (afterEvents: number): Fault => ({ type: 'cut', afterEvents });
    const counts = await breakEverywhere(anthropicWire, 'claude-3-5-haiku-20241022', fault, { by });
    expect(counts.resumed).toBeGreaterThan(15);
  });
});

describe('a stream that stops', () => {
  it('is continued when it has been silent for too long', async () => {
    await using server = await simulator({ brain: brain() });
    await using ai = pipeline(openaiWire(server)).use(resume());
    server.faults.next({ type: 'hang', afterEvents: 6 });
    const stream = ai.stream(request, { deadlines: { idle: 300 } });
    const { text, parts } = await read(stream);
    expect(text).toBe(whole);
    expect(parts.find(({ type }) => type === 'resumed')).toMatchObject({
      provider: 'openai',
      model: 'any',
      error: { code: 'timeout' },
    });
    // The socket of the silent one is closed.
    expect((await server.requests[0]?.closed)?.aborted).toBe(true);
  });

  it('may break again while it is continued', async () => {
    await using server = await simulator({ brain: brain() });
    await using ai = pipeline(openaiWire(server)).use(resume({ max: 3 }));
    const cut: Fault = { type: 'cut', afterEvents: 6 };
    server.faults.next(cut, { status: 503 }, cut);
    const { text, types } = await read(ai.stream(request));
    expect(text).toBe(whole);
    // The one that was refused never became a part of the answer.
    expect(types.filter((type) => type === 'resumed')).toHaveLength(2);
    expect(server.requests).toHaveLength(4);
  });

  it('fails in the end with all that arrived, and all that was used', async () => {
    await using server = await simulator({ brain: brain() });
    await using ai = pipeline(openaiWire(server)).use(resume());
    server.faults.always({ type: 'cut', afterEvents: 12 });
    const stream = ai.stream(request);
    const usages: unknown[] = [];
    stream.observe({ settled: ({ status, usage }) => usages.push(status, usage) });
    const error = (await stream.response.catch((thrown: unknown) => thrown)) as KitError;
    expect(error).toMatchObject({ code: 'network', retryable: true });
    const { text } = error.partial as { text: string };
    expect(whole.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(50);
    expect(error.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
    const outputTokens = error.attempts.reduce((sum, { usage }) => sum + (usage?.outputTokens ?? 0), 0);
    expect(usages).toMatchObject(['failed', { outputTokens }]);
  });
});

describe('another provider', () => {
  it('continues, with its own model and without the credentials of the first', async () => {
    await using first = await simulator({ brain: brain() });
    await using second = await simulator({ brain: brain() });
    const other = target(anthropicWire(second), { model: 'claude-sonnet-5-5' });
    await using ai = pipeline(openaiWire(first)).use(resume({ on: other }));
    first.faults.next({ type: 'cut', afterEvents: 8 });
    const stream = ai.stream(request, { credentials: { apiKey: 'for-the-first' }, headers: { 'x-a': 'b' } });
    const { text, parts } = await read(stream);
    expect(text).toBe(whole);
    expect(parts.find(({ type }) => type === 'resumed')).toMatchObject({ provider: 'anthropic' });
    const { meta } = await stream.response;
    expect(meta).toMatchObject({ provider: 'anthropic', model: 'claude-sonnet-5-5' });
    expect(meta.attempts.map(({ provider, outcome }) => [provider, outcome])).toEqual([
      ['openai', 'failed'],
      // The prefill that this model refuses; nothing was sent.
      ['anthropic', 'failed'],
      ['anthropic', 'complete'],
    ]);
    const [received] = second.requests;
    expect(JSON.stringify(received?.headers)).not.toMatch(/for-the-first|x-a/);
  });

  it('of Anthropic’s is asked to go on with a prefill, and with a prompt where the model refuses that', async () => {
    for (const [model, by] of [
      ['claude-3-5-haiku-20241022', ['prefill']],
      ['claude-sonnet-5-5', ['prefill', 'prompt']],
    ] as const) {
      await using server = await simulator({ brain: brain() });
      await using ai = pipeline(anthropicWire(server)).use(resume());
      const asked: string[] = [];
      ai.on('resume', (event) => asked.push(event.by));
      server.faults.next({ type: 'cut', afterEvents: 8 });
      expect((await read(ai.stream({ ...request, model }))).text).toBe(whole);
      expect(asked).toEqual(by);
      expect(server.requests).toHaveLength(2);
    }
  });
});

describe('thoughts', () => {
  it('that are signed are sent back, and those that broke off are thought anew', async () => {
    const reasoning = 'Stories have foxes in them.';
    for (const [afterEvents, thoughts] of [
      [14, 1],
      [5, 0],
    ] as const) {
      await using server = await simulator({ brain: brain({ reasoning }) });
      await using ai = pipeline(anthropicWire(server)).use(resume({ by: 'prompt' }));
      server.faults.next({ type: 'cut', afterEvents });
      const model = 'claude-sonnet-4-5';
      const stream = ai.stream({ ...request, model, reasoning: { budgetTokens: 2_000 } });
      const { text, types } = await read(stream);
      expect(text).toBe(whole);
      expect(types).toContain('resumed');
      const sent = JSON.stringify(server.requests[1]?.json());
      expect(sent.split('"signature"').length - 1).toBe(thoughts);
      const { message } = await stream.response;
      const blocks = (message.content as readonly { type: string }[]).map(({ type }) => type);
      expect(blocks).toEqual(thoughts === 1 ? ['reasoning', 'text', 'reasoning'] : ['reasoning', 'reasoning', 'text']);
    }
  });
});

describe('a reader who leaves', () => {
  it('while it is continued ends it', async () => {
    await using server = await simulator({ brain: brain() });
    await using ai = pipeline(openaiWire(server)).use(resume());
    server.faults.next({ type: 'cut', afterEvents: 6 }, { type: 'hang', afterEvents: 14 });
    const stream = ai.stream(request);
    let resumed = false;
    const ends: string[] = [];
    stream.observe({ settled: ({ status }) => ends.push(status) });
    for await (const part of stream) {
      resumed ||= part.type === 'resumed';
      if (resumed && part.type === 'text') break;
    }
    expect((await server.requests[1]?.closed)?.aborted).toBe(true);
    expect(ends).toEqual(['abandoned']);
  });

  it('while the continuation opens ends it', async () => {
    await using server = await simulator({ brain: brain() });
    await using ai = pipeline(openaiWire(server)).use(resume());
    server.faults.next({ type: 'cut', afterEvents: 6 }, { type: 'hang' });
    const abort = new AbortController();
    const stream = ai.stream(request, { signal: abort.signal });
    const reading = read(stream);
    reading.catch(() => {});
    const { closed } = await server.received(2);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    expect((await closed).aborted).toBe(true);
  });
});
