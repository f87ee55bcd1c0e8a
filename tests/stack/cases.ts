// What every stack has to stand: answers, failures and ends of every kind, each of which leaves nothing behind.
import { getEventListeners } from 'node:events';
import { type ChatRequest, type ChatResponse, type EventHub, KitError, type StreamPart } from '@kit/core';
import type { Fault } from '@kit/testing';
import { expect, vi } from 'vitest';
import { costOfAnswer, type Stack, said, tokensOfAnswer, usage } from './stack.ts';

/** A case; `signal` is what its calls may be aborted with. */
type Case = (stack: Stack, signal: AbortSignal, abort: (reason: unknown) => void) => Promise<void>;

const changedMind = new Error('changed my mind');

/** Runs all cases on a stack and closes it. */
export async function standsEverything(stack: Stack): Promise<void> {
  const { ai, environment, vendor, resumes, asksTwice } = stack;
  const goesOnWithStreams = resumes && !asksTwice ? [goesOn] : [];
  const cases: readonly Case[] = [
    answersAndCounts,
    failsEarly,
    failsLate,
    ...goesOnWithStreams,
    isAborted,
    isAbortedBeforeItsStream,
    isAbortedInMidStream,
    isLeft,
    isNotBegun,
    isAsGoodAsNew,
  ];
  try {
    for (const one of cases) await leavingNothing(stack, one);
  } finally {
    vendor.server.faults.clear();
    await ai.close();
  }
  await eventually(() => {
    expect(environment.pendingTimers).toBe(0);
    expect(vendor.server.connections).toBe(0);
    expect((ai.events as EventHub).heard).toBe(false);
  });
}

/** Whatever a case does, its signal has no listener and its clock no timer in the end, and the server nothing to do. */
async function leavingNothing(stack: Stack, one: Case): Promise<void> {
  const { environment, lastingTimers, layers, vendor } = stack;
  const controller = new AbortController();
  const before = vendor.server.requests.length;
  await one(stack, controller.signal, (reason) => controller.abort(reason));
  vendor.server.faults.clear();
  await eventually(async () => {
    const open = vendor.server.requests.slice(before).filter(({ closedAt }) => closedAt === undefined);
    expect(open, `requests that are open after ${one.name}`).toHaveLength(0);
    expect(environment.pendingTimers, `timers after ${one.name}`).toBeLessThanOrEqual(lastingTimers);
    expect(getEventListeners(controller.signal, 'abort'), `listeners after ${one.name}`).toHaveLength(0);
    for (const { reserved } of layers)
      expect((await reserved?.()) ?? 0, `tokens that are reserved after ${one.name}`).toBe(0);
  });
}

/** What is told or freed a moment later is waited for. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 2_000, interval: 2 });

async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KitError);
  return error as KitError;
}

async function read(stream: AsyncIterable<StreamPart>): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

const textOf = (parts: readonly StreamPart[]) => parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

// --- answers ---------------------------------------------------------------------------------------------------------

/** Complete and streamed; once more, where a cache answers if there is one; and what was used is counted once. */
async function answersAndCounts(stack: Stack): Promise<void> {
  const { ai, layers, asksTwice, vendor } = stack;
  const before = vendor.answers;
  const asked = vendor.question();
  const askedInStream = vendor.question();
  for (let time = 0; time < 2; time++) {
    await isAnswered(stack, () => ai.chat(asked));
    await isAnswered(stack, () => readWhole(stack, askedInStream));
  }
  const { embeddings, usage: ofText } = await ai.embed(vendor.text());
  expect(embeddings).toHaveLength(1);
  if (asksTwice) return;
  const spent = (vendor.answers - before) * tokensOfAnswer + (ofText?.inputTokens ?? Number.NaN);
  const innermost = layers.findLast((layer) => layer.leavesCountingToInner);
  // A record may be told a moment after its call.
  await eventually(async () => {
    for (const layer of layers) {
      const leaves = layer.leavesCountingToInner && layer !== innermost;
      expect((await layer.tokens?.()) ?? spent, 'tokens').toBe(leaves ? 0 : spent);
    }
  });
}

/** The answer as it should be, from the vendor or from a cache. */
async function isAnswered({ asksTwice, vendor }: Stack, call: () => Promise<ChatResponse>): Promise<void> {
  const before = vendor.server.requests.length;
  const response = await call();
  expect([response.text, response.finishReason]).toEqual([said, 'stop']);
  if (response.meta.cache) {
    expect([response.usage, response.cost, response.meta.attempts]).toEqual([undefined, undefined, []]);
    return;
  }
  expect(response.usage).toMatchObject({ state: 'reported', ...usage });
  expect(response.cost?.amount).toBeCloseTo(costOfAnswer, 12);
  if (asksTwice) return;
  expect(response.meta.attempts.map(({ outcome }) => outcome)).toEqual(['complete']);
  expect(vendor.server.requests.length - before).toBe(1);
}

async function readWhole({ ai }: Stack, question: ChatRequest): Promise<ChatResponse> {
  const stream = ai.stream(question);
  const parts = await read(stream);
  const types = parts.map(({ type }) => type);
  expect(textOf(parts)).toBe(said);
  expect(types.filter((type) => type === 'start' || type === 'finish')).toEqual(['start', 'finish']);
  return stream.response;
}

async function isAsGoodAsNew({ ai, vendor }: Stack): Promise<void> {
  expect((await ai.chat(vendor.question())).text).toBe(said);
}

// --- failures --------------------------------------------------------------------------------------------------------

async function failsEarly({ ai, asksTwice, vendor }: Stack): Promise<void> {
  const { server } = vendor;
  const refused: Fault = { status: 500 };
  const calls: [Fault, code: string, () => Promise<unknown>][] = [
    [refused, 'server', () => ai.chat(vendor.question())],
    [refused, 'server', () => ai.embed(vendor.text())],
    [refused, 'server', () => read(ai.stream(vendor.question()))],
    [{ type: 'error-event', code: 'overloaded' }, 'overloaded', () => read(ai.stream(vendor.question()))],
  ];
  for (const [fault, code, call] of calls) {
    const before = server.requests.length;
    server.faults.always(fault);
    const error = await failure(call()).finally(() => server.faults.clear());
    expect([error.code, error.provider]).toEqual([code, 'openai']);
    if (!asksTwice) expect(error.attempts).toHaveLength(server.requests.length - before);
  }
}

async function failsLate({ ai, asksTwice, resumes, vendor: { server, question } }: Stack): Promise<void> {
  server.faults.always({ type: 'cut', afterEvents: 5 });
  const before = server.requests.length;
  const stream = ai.stream(question());
  const seen: StreamPart[] = [];
  const reading = async () => {
    for await (const part of stream) seen.push(part);
  };
  const error = await failure(reading());
  expect(['network', 'invalid-response']).toContain(error.code);
  expect(said.startsWith(textOf(seen))).toBe(true);
  expect(error.partial).toMatchObject({ text: textOf(seen) });
  expect(seen.some(({ type }) => type === 'finish')).toBe(false);
  expect(await failure(stream.response)).toBe(error);
  // Nothing restarts silently.
  if (!asksTwice && !resumes) expect(server.requests.length - before).toBe(1);
}

/** A stream that breaks once: who resumes gives the whole text, and says that there was a break. */
async function goesOn({ ai, vendor: { server, question } }: Stack): Promise<void> {
  server.faults.next({ type: 'cut', afterEvents: 5 });
  const stream = ai.stream(question());
  const parts = await read(stream);
  expect(textOf(parts)).toBe(said);
  expect(parts.filter(({ type }) => type === 'resumed')).toHaveLength(1);
  expect((await stream.response).text).toBe(said);
}

// --- ends from this side -----------------------------------------------------------------------------------------------

/** Aborts once the server has the request, which ends at once. */
async function abortUnderWay(
  { vendor: { server } }: Stack,
  call: () => Promise<unknown>,
  abort: (reason: unknown) => void,
): Promise<void> {
  server.faults.always({ type: 'hang' });
  const asked = server.received(server.requests.length + 1);
  const ended = failure(call());
  const { closed } = await asked;
  abort(changedMind);
  const error = await ended;
  expect([error.code, error.cause]).toEqual(['aborted', changedMind]);
  expect((await closed).aborted).toBe(true);
}

const isAborted: Case = (stack, signal, abort) =>
  abortUnderWay(stack, () => stack.ai.chat(stack.vendor.question(), { signal }), abort);

const isAbortedBeforeItsStream: Case = (stack, signal, abort) =>
  abortUnderWay(stack, () => read(stack.ai.stream(stack.vendor.question(), { signal })), abort);

const isAbortedInMidStream: Case = async ({ ai, vendor: { server, question } }, signal, abort) => {
  server.faults.always({ type: 'hang', afterEvents: 6 });
  const stream = ai.stream(question(), { signal });
  const reading = failure(read(stream));
  await stream.ready();
  abort(changedMind);
  const error = await reading;
  expect([error.code, error.cause]).toEqual(['aborted', changedMind]);
  expect((await failure(stream.response)).code).toBe('aborted');
};

const isLeft: Case = async ({ ai, vendor: { server, question } }, signal) => {
  server.faults.always({ type: 'hang', afterEvents: 6 });
  for await (const part of ai.stream(question(), { signal })) if (part.type === 'start') break;
};

const isNotBegun: Case = async ({ ai, vendor: { server, question } }, signal, abort) => {
  const before = server.requests.length;
  abort('too late');
  expect((await failure(ai.chat(question(), { signal }))).code).toBe('aborted');
  expect((await failure(read(ai.stream(question(), { signal })))).code).toBe('aborted');
  expect(server.requests).toHaveLength(before);
};
