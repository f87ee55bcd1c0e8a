// A contestant's process: it warms up, then runs a sample whenever it is told to. Nothing else runs in it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../contestants/contestant.ts';
import { contestant } from '../contestants/index.ts';
import { longText, type Reading } from '../server/answer.ts';
import { scenarioContent, scenarioPath } from '../server/scenario.ts';
import type { Answer, Job, Memory, Order, Sample } from './messages.ts';

/** Sockets of the last burst close. */
const IDLE_MS = 300;
/** Of those who keep up, all streams have begun by then and none has ended. */
const MIDDLE_OF_BURST_MS = 600;

/** However busy the machine and however large the code: so many times the shortest warm-up. */
const LONGEST_WARM_UP = 4;

/** A contestant, warm and ready for samples. */
interface Prepared {
  readonly job: Job;
  readonly call: (onText?: () => void) => Promise<void>;
  /** Calls in one sample. */
  readonly calls: number;
}

async function prepare(job: Job): Promise<Prepared> {
  const { connect } = await contestant(job.contestant).load();
  const url = `${job.origin}${scenarioPath(job.scenario)}`;
  const client = await connect({ wire: job.scenario.wire, url, tool: job.scenario.answer === 'tool' });
  const call = checkedCall(client, job);
  await call();
  const perCallMs = job.warmUpMs === 0 ? 0 : await warmUp(job, call);
  return { job, call, calls: job.sampleMs === 0 ? job.concurrency : callsPerSample(job, perCallMs) };
}

/** One call whose reading is compared with what was sent: who reads less is not faster. */
function checkedCall(client: Client, job: Job): Prepared['call'] {
  const prompt = longText(job.promptCharacters);
  const { expected } = scenarioContent(job.scenario);
  const { reads } = contestant(job.contestant);
  const compared = (reading: Reading) =>
    [reading.text, ...(reads === 'text' ? [] : [reading.reasoning]), reading.arguments].join(', ');
  return async (onText) => {
    const reading = await (job.request === 'stream' ? client.stream(prompt, onText) : client.call(prompt));
    if (reads === 'nothing' || compared(reading) === compared(expected)) return;
    throw new Error(`read ${compared(reading)} characters of ${compared(expected)}`);
  };
}

/** A warm-up is at least so many windows of time. */
const WINDOWS = 4;

/** Resolves with how long a call takes where it goes fastest, milliseconds. */
async function warmUp(job: Job, call: Prepared['call']): Promise<number> {
  const latest = performance.now() + LONGEST_WARM_UP * job.warmUpMs;
  const windows: Window[] = [];
  do windows.push(await timeWindow(job, call, latest));
  while (!isWarm(windows) && performance.now() < latest);
  return Math.min(...windows.map(({ fastestMs }) => fastestMs));
}

/** How many calls take as long as a sample should. */
function callsPerSample({ sampleMs, concurrency }: Job, perCallMs: number): number {
  return Math.max(1, Math.round(sampleMs / perCallMs / concurrency)) * concurrency;
}

/** Some calls in a row: CPU time of one of them, and how long one took where it went fastest. */
interface Window {
  readonly cpuMs: number;
  readonly fastestMs: number;
}

async function timeWindow({ warmUpMs, concurrency }: Job, call: Prepared['call'], latest: number): Promise<Window> {
  const cpuBefore = process.cpuUsage();
  let calls = 0;
  let cpuMs = 0;
  let fastestMs = Number.POSITIVE_INFINITY;
  while (calls === 0 || (cpuMs < warmUpMs / WINDOWS && performance.now() < latest)) {
    const began = performance.now();
    await repeat(concurrency * 2, concurrency, call);
    fastestMs = Math.min(fastestMs, (performance.now() - began) / (concurrency * 2));
    calls += concurrency * 2;
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuMs = (user + system) / 1_000;
  }
  return { cpuMs: cpuMs / calls, fastestMs };
}

/** Whether calls became no faster lately: what has much code takes long until all of it is compiled. */
function isWarm(windows: readonly Window[]): boolean {
  if (windows.length <= WINDOWS) return false;
  const cpuMs = windows.map((window) => window.cpuMs);
  return Math.min(...cpuMs.slice(-WINDOWS)) > 0.95 * Math.min(...cpuMs.slice(0, -WINDOWS));
}

/** Runs `calls` calls, so many at once. */
async function repeat(calls: number, concurrency: number, call: () => Promise<void>): Promise<void> {
  let left = calls;
  const lane = async () => {
    while (left > 0) {
      left--;
      await call();
    }
  };
  if (concurrency === 1) return lane();
  await Promise.all(Array.from({ length: concurrency }, lane));
}

async function sample({ job, call, calls }: Prepared): Promise<Sample> {
  const firstTextMs: number[] = [];
  const timed = () => {
    const began = performance.now();
    return call(() => void firstTextMs.push(performance.now() - began));
  };
  // No collection is forced before it: that throws compiled code away, as no running server does. Calls that are not
  // counted wake what the other contestants' turns let sleep.
  await repeat(Math.ceil(calls / 2), job.concurrency, () => call());
  const before = process.cpuUsage();
  await repeat(calls, job.concurrency, job.sampleMs === 0 ? timed : call);
  const { user, system } = process.cpuUsage(before);
  return { cpuMicros: (user + system) / (calls * job.unitsPerCall), firstTextMs };
}

/**
 * What a burst holds while its streams run, over what the process held before. Its resident size says something in a
 * process that had no burst yet: one that has grown does not shrink again.
 */
async function memory({ job, call }: Prepared): Promise<Memory | undefined> {
  await sleep(IDLE_MS);
  const before = heldBytes();
  let over = false;
  const all = repeat(job.concurrency, job.concurrency, call).finally(() => {
    over = true;
  });
  await sleep(MIDDLE_OF_BURST_MS);
  if (over) return undefined;
  const { rss } = process.memoryUsage();
  const { heap } = heldBytes();
  await all;
  return { heapBytes: (heap - before.heap) / job.concurrency, residentBytes: (rss - before.rss) / job.concurrency };
}

function heldBytes() {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

/** Obeys one order after the other. */
function serve(): void {
  let prepared: Prepared | undefined;
  const obey = async (given: Order): Promise<Answer> => {
    if (given.order === 'prepare') {
      prepared = await prepare(given.job);
      return { answer: 'prepared' };
    }
    if (!prepared) throw new Error('not prepared');
    if (given.order === 'memory') return { answer: 'memory', memory: await memory(prepared) };
    return { answer: 'sample', sample: await sample(prepared) };
  };
  process.on('message', (given: Order) => {
    obey(given)
      .catch((error: unknown): Answer => ({ answer: 'failed', message: told(error) }))
      .then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit(0));
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${error.cause})`;
}

serve();
