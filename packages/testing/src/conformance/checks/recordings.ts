// Recorded once and played again, every operation gives the same: equal calls send equal requests, through `transport`.
import { type AnyProvider, pipeline } from '@kit/core';
import { cassette } from '../../cassettes/cassette.ts';
import type { CassetteStore } from '../../cassettes/cassette-file.ts';
import { comparable, countingIds, outcomeOf, type Seen, succeeded } from '../call.ts';
import type { Check } from '../check.ts';
import { must } from '../failure.ts';
import { differenceBetween } from '../pattern.ts';
import { withServer } from '../serving.ts';
import { type CallExchange, canaryKey, type Subject } from '../subject.ts';

export function recordingChecks(subject: Subject): Check[] {
  if (subject.manifest.takesTransport === false) return [];
  return subject.exchanges.map((exchange) => ({
    name: `${exchange.name}: recorded and played, it is the same`,
    run: () => checkRecording(subject, exchange),
  }));
}

async function checkRecording(subject: Subject, exchange: CallExchange): Promise<void> {
  const store = memoryStore();
  const options = { replies: exchange.replies, chunking: 'event' } as const;
  const [recorded, baseURL] = await withServer(subject, options, async ({ server }) => {
    const tape = cassette({ store, mode: 'record' });
    const result = await answer(subject.make({ baseURL: server.url, transport: tape }), exchange);
    await tape.close();
    return [result, server.url] as const;
  });
  const text = (await store.read()) ?? '';
  must(!text.includes(canaryKey), 'secrets', () => ({
    expected: 'a recording without the credential',
    got: 'one with it',
  }));
  // The server is gone: what is not on the tape fails.
  const tape = cassette({ store, mode: 'replay' });
  const played = await answer(subject.make({ baseURL, transport: tape }), exchange);
  await tape.close();
  const difference = differenceBetween(comparable(recorded), comparable(played));
  must(difference === undefined, 'request', () => ({
    expected: 'the same answer from the recording',
    got: difference as string,
  }));
}

async function answer(provider: AnyProvider, exchange: CallExchange): Promise<Seen> {
  const outcome = await outcomeOf(pipeline(provider, { environment: countingIds() }), exchange);
  const {
    wait,
    latencyMs: _,
    ...result
  } = succeeded(outcome, exchange.name) as Seen & { readonly wait?: (options: object) => Promise<unknown> };
  const settled = exchange.settled === undefined ? undefined : await wait?.({ pollMs: 1 });
  await provider.close?.();
  // Jobs are handles: what they can do is not what they say.
  const told = Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value !== 'function'));
  return { ...told, ...(settled !== undefined && { settled: JSON.parse(JSON.stringify(settled, withoutTimes)) }) };
}

/** Results of jobs, without what differs from run to run. */
function withoutTimes(key: string, value: unknown): unknown {
  return ['timings', 'attempts', 'startedAt', 'requestId'].includes(key) ? undefined : value;
}

function memoryStore(): CassetteStore {
  let written: string | undefined;
  return {
    read: async () => written,
    write: async (text) => {
      written = text;
    },
  };
}
