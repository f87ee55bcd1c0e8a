// Several providers in one process, each before a server of its own, all called at the same time.
import type { Operation } from '@kit/core';
import type { ExchangeResponse } from '../exchange.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { comparable, outcomeOf, outcomesAtOnce, type Seen, succeeded } from './call.ts';
import { outOfOrder } from './checks/crosstalk.ts';
import { must } from './failure.ts';
import type { ConformanceManifest, ProviderFactory } from './manifest.ts';
import { answersTo, checkOwnAnswers, makeCalls, numberedCalls } from './numbered-calls.ts';
import { differenceBetween } from './pattern.ts';
import { finder, type Served, withServer } from './serving.ts';
import { type CallExchange, type Subject, subjectOf } from './subject.ts';

/** A provider and its manifest. */
export type Candidate = Subject;

/** For `conformanceTogether()`. @throws KitError `config` for a manifest without the chats that its provider offers */
export function candidate<O extends Operation>(
  factory: ProviderFactory<O>,
  manifest: ConformanceManifest<O>,
): Candidate {
  return subjectOf(factory, manifest);
}

export interface TogetherOptions {
  /** Of every operation, at the same time. Default 20. */
  readonly calls?: number;
  /** The same of operations that cannot be numbered: all but chats. Default as many. */
  readonly callsOfOthers?: number;
}

/** Calls that were made and answered, by provider and operation: `{ acme: { chat: 20, stream: 20 } }`. */
export type TogetherReport = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Makes all calls of all providers at once, and looks whether each answer belongs to its question: numbered questions where
 * a provider has them (chats, complete and streamed), elsewhere the answer that the same call got when it was alone. Work
 * that takes longer (jobs) is left out. No connection may be left when the providers are closed.
 * @throws ConformanceFailure
 */
export async function conformanceTogether(
  candidates: readonly Candidate[],
  { calls = 20, callsOfOthers = calls }: TogetherOptions = {},
): Promise<TogetherReport> {
  const started = startTogether(candidates.length);
  const counts = await Promise.all(
    candidates.map((subject) => oneOfMany(subject, { calls, ofOthers: callsOfOthers }, started)),
  );
  return Object.fromEntries(candidates.map(({ id }, at) => [id, counts[at] as Readonly<Record<string, number>>]));
}

/** Resolves when all have come so far. Those that fail on the way have come too: the others are not kept waiting. */
function startTogether(count: number): { ready(): Promise<void>; gone(): void } {
  let missing = count;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  const come = () => {
    if (--missing <= 0) open();
  };
  return {
    ready() {
      come();
      return all;
    },
    gone: come,
  };
}

async function oneOfMany(
  subject: Subject,
  { calls, ofOthers }: { readonly calls: number; readonly ofOthers: number },
  start: ReturnType<typeof startTogether>,
): Promise<Readonly<Record<string, number>>> {
  const numbered = numberedCalls(subject, 2 * calls);
  const byNumber = answersTo(numbered);
  const alone = new Solo(subject);
  const answer = (request: ReceivedRequest) => alone.answer(request) ?? byNumber(request);
  let isReady = false;
  try {
    return await withServer(subject, { answer, chunking: 'event', faults: outOfOrder() }, async (served) => {
      const own = new Set<string>(numbered.map(({ operation }) => operation));
      const others = subject.exchanges.filter(({ operation, settled }) => !own.has(operation) && settled === undefined);
      for (const exchange of others) await alone.make(exchange, served);
      isReady = true;
      await start.ready();
      const [outcomes] = await Promise.all([
        makeCalls(subject, numbered, served),
        alone.repeatAll((exchange, seen) => repeat(exchange, seen, ofOthers, served)),
      ]);
      checkOwnAnswers(subject, numbered, outcomes);
      await mustCloseAll(subject, served);
      return countsOf([...numbered, ...others.flatMap((exchange) => Array.from({ length: ofOthers }, () => exchange))]);
    });
  } finally {
    if (!isReady) start.gone();
  }
}

/** Calls that a server can tell apart by their requests, and what it answers them. */
interface Round {
  readonly answers: Map<string, ExchangeResponse>;
  readonly calls: (readonly [exchange: CallExchange, seen: Seen])[];
}

/** Makes each call alone, and learns what each request of it was answered. */
class Solo {
  readonly #subject: Subject;
  /** Calls that ask alike and are answered differently are in different rounds, one after the other. */
  readonly #rounds: Round[] = [];
  #round: Round | undefined;
  /** What the call under way was answered. Asked again, as those do who wait, it counts what was answered last. */
  readonly #learned = new Map<string, ExchangeResponse>();
  #find: ReturnType<typeof finder> | undefined;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  answer(request: ReceivedRequest): ExchangeResponse | undefined {
    const signature = signatureOf(request);
    if (!this.#find) return this.#round?.answers.get(signature);
    const response = this.#find(request);
    if (response) this.#learned.set(signature, response);
    return response;
  }

  async make(exchange: CallExchange, { provider }: Served): Promise<void> {
    this.#learned.clear();
    this.#find = finder(exchange.replies);
    const outcome = await outcomeOf(provider, exchange);
    this.#find = undefined;
    const seen = comparable(succeeded(outcome, `${this.#subject.id}: ${exchange.name}`));
    const round = this.#roundFor(this.#learned);
    for (const [signature, response] of this.#learned) round.answers.set(signature, response);
    round.calls.push([exchange, seen]);
  }

  #roundFor(learned: ReadonlyMap<string, ExchangeResponse>): Round {
    const agrees = ({ answers }: Round) =>
      [...learned].every(([signature, response]) => {
        const known = answers.get(signature);
        return !known || JSON.stringify(known) === JSON.stringify(response);
      });
    const found = this.#rounds.find(agrees);
    if (found) return found;
    const made: Round = { answers: new Map(), calls: [] };
    this.#rounds.push(made);
    return made;
  }

  async repeatAll(again: (exchange: CallExchange, seen: Seen) => Promise<void>): Promise<void> {
    for (const round of this.#rounds) {
      this.#round = round;
      await Promise.all(round.calls.map(([exchange, seen]) => again(exchange, seen)));
    }
  }
}

/** A request as it would be sent again: forms draw their boundaries anew. */
function signatureOf({ method, path, query, headers, text }: ReceivedRequest): string {
  const [, boundary] = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '') ?? [];
  const body = boundary === undefined ? text() : text().replaceAll(boundary, 'boundary');
  return `${method} ${path}?${query} ${body}`;
}

async function repeat(exchange: CallExchange, expected: Seen, calls: number, { provider }: Served): Promise<void> {
  const outcomes = await outcomesAtOnce(
    provider,
    Array.from({ length: calls }, () => exchange),
  );
  for (const outcome of outcomes) {
    const { latencyMs: _, ...result } = comparable(succeeded(outcome, exchange.name));
    const { latencyMs: __, ...alone } = expected;
    const difference = differenceBetween(alone, result);
    must(difference === undefined, 'apart', () => ({
      expected: 'the answer that the same call got when it was alone',
      got: difference as string,
      at: exchange.name,
    }));
  }
}

/** Longer than a socket takes to go. */
const closingMs = 1_000;

async function mustCloseAll(subject: Subject, { provider, server }: Served): Promise<void> {
  await provider.close?.();
  const until = performance.now() + closingMs;
  while (server.connections > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  must(server.connections === 0, 'scope', () => ({
    expected: 'no connection after close()',
    got: `${server.connections}`,
    at: subject.id,
  }));
}

function countsOf(calls: readonly { readonly operation: Operation }[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}
