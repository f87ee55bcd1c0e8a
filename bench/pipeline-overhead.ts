// What core itself costs: contexts, pipelines, the public iterator, observers, errors. Nothing is sent anywhere.
//
//   node scripts/run.mjs exec node bench/pipeline-overhead.ts            what was built
//   … node --conditions=@kit/source bench/pipeline-overhead.ts           the sources
//
// Every case runs in interleaved rounds after a warm-up; the figure is the median of the rounds' CPU time per unit (and
// the first and last tenth), the loop around it included.
import {
  type ChatResponse,
  ChatStream,
  createContext,
  defineMiddleware,
  foldChat,
  type Handler,
  KitError,
  type Middleware,
  type Operation,
  observe,
  type PartSource,
  type Provider,
  pipeline,
  type StreamPart,
  user,
} from '@kit/core';
import { quantile } from './measuring/statistics.ts';

const ROUNDS = 25;
const CALLS = 20_000;
const BATCHES = 500;
const PARTS_PER_BATCH = 40;

interface Case {
  readonly name: string;
  /** What one figure is for: a call, a part. */
  readonly units: number;
  readonly run: () => Promise<void> | void;
}

const answer = { text: 'Hello', meta: { provider: 'null', timings: {}, attempts: [] }, warnings: [] };
const settled = Promise.resolve(answer as unknown as ChatResponse);
const nothing: Provider<'chat'> = { id: 'null', handlers: { chat: () => settled } };

const passing = (name: string): Middleware => ({
  name,
  wrap<K extends Operation>(next: Handler<K>): Handler<K> {
    return (call) => next(call);
  },
});
const observing = defineMiddleware({
  name: 'observing',
  every: (next) => observe(next, () => ({ settled: () => {} })),
});

const request = { model: 'm', messages: [user('Hi')] };
const none = pipeline(nothing);
const five = pipeline(nothing).use(...['a', 'b', 'c', 'd', 'e'].map(passing));
const observed = pipeline(nothing).use(observing);

const part = (): StreamPart => ({ type: 'text', text: 'word ' });
const batches: readonly StreamPart[][] = Array.from({ length: BATCHES }, () =>
  Array.from({ length: PARTS_PER_BATCH }, part),
);
const finish: StreamPart = { type: 'finish', finishReason: 'stop' };

function scripted(): PartSource<StreamPart> {
  let at = 0;
  return {
    read: () => (at < batches.length ? (batches[at++] as StreamPart[]) : at++ === batches.length ? [finish] : null),
    cancel() {},
  };
}

const noFold = () => ({ add() {}, usage: undefined, characters: 0, result: () => answer as unknown as ChatResponse });
const stream = (newFold: () => ReturnType<typeof foldChat>) =>
  new ChatStream({ source: scripted(), fold: newFold(), newFold, meta: answer.meta });

async function readAll(from: AsyncIterable<StreamPart>): Promise<void> {
  let characters = 0;
  for await (const read of from) if (read.type === 'text') characters += read.text.length;
  if (characters === 0) throw new Error('nothing was read');
}

async function* generated(): AsyncGenerator<StreamPart> {
  for (const batch of batches) yield* batch;
}

const each = (times: number, run: () => unknown) => async () => {
  for (let at = 0; at < times; at++) await run();
};
const eachNow = (times: number, run: () => unknown) => () => {
  for (let at = 0; at < times; at++) run();
};
const parts = BATCHES * PARTS_PER_BATCH;

const cases: readonly Case[] = [
  {
    name: 'call: the bare handler',
    units: CALLS,
    run: each(CALLS, () => nothing.handlers.chat({ operation: 'chat', request, context: shared })),
  },
  { name: 'call: createContext', units: CALLS, run: eachNow(CALLS, () => createContext()) },
  {
    name: 'call: createContext with options',
    units: CALLS,
    run: eachNow(CALLS, () => createContext({ tenant: 'acme', requestId: 'r', tags: [] })),
  },
  { name: 'call: createContext + requestId', units: CALLS, run: eachNow(CALLS, () => createContext().requestId) },
  { name: 'call: pipeline, no middleware', units: CALLS, run: each(CALLS, () => none.chat(request)) },
  { name: 'call: pipeline, five middlewares', units: CALLS, run: each(CALLS, () => five.chat(request)) },
  { name: 'call: pipeline, one observe()', units: CALLS, run: each(CALLS, () => observed.chat(request)) },
  { name: 'error: new KitError', units: CALLS, run: eachNow(CALLS, () => new KitError('server', 'x')) },
  { name: 'error: new Error', units: CALLS, run: eachNow(CALLS, () => new Error('x')) },
  { name: 'error: with()', units: CALLS, run: eachNow(CALLS, () => failure.with({ provider: 'p' })) },
  { name: 'part: iterate, no fold', units: parts, run: () => readAll(stream(noFold)) },
  { name: 'part: iterate and fold', units: parts, run: () => readAll(stream(foldChat)) },
  {
    name: 'part: iterate, fold, one observer',
    units: parts,
    run: () => readAll(stream(foldChat).observe({ batch: count, settled() {} })),
  },
  {
    name: 'part: iterate, fold, three maps',
    units: parts,
    run: () => readAll(stream(foldChat).map(same).map(same).map(same)),
  },
  { name: 'part: fold alone', units: parts, run: foldOnly },
  { name: 'part: an async generator, to compare', units: parts, run: () => readAll(generated()) },
];

const shared = createContext();
const failure = new KitError('server', 'x');
let seen = 0;
function count(batch: readonly StreamPart[]): void {
  for (const read of batch) if (read.type === 'text') seen++;
}
const same = (batch: readonly StreamPart[]) => batch;
function foldOnly(): void {
  const fold = foldChat();
  for (const batch of batches) fold.add(batch);
  if (fold.result().text.length === 0) throw new Error('nothing was folded');
}

const rounds = new Map<string, number[]>();
for (let round = -3; round < ROUNDS; round++) {
  for (const { name, units, run } of cases) {
    const before = process.cpuUsage();
    await run();
    const { user: userMicros, system } = process.cpuUsage(before);
    if (round >= 0) rounds.set(name, [...(rounds.get(name) ?? []), (userMicros + system) / units]);
  }
}

for (const [name, figures] of rounds) {
  const [low, median, high] = [0.1, 0.5, 0.9].map((share) => quantile(figures, share).toFixed(3));
  console.log(`${name.padEnd(40)} ${median?.padStart(8)} µs   (${low} … ${high})`);
}

// Round by round, so that what the machine does beside weighs on both alike.
const without = rounds.get('call: pipeline, no middleware') ?? [];
const added = (rounds.get('call: pipeline, five middlewares') ?? []).map(
  (figure, round) => figure - (without[round] ?? 0),
);
console.log(`${'five middlewares over none'.padEnd(40)} ${quantile(added, 0.5).toFixed(3).padStart(8)} µs a call`);
if (seen === 0) throw new Error('the observer saw nothing');
