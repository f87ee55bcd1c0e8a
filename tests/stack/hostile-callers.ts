// Callers of every kind, all within two virtual seconds: who wait for an answer, read slowly, leave in the middle, only look
// whether an answer begins, and abort at any moment of it.
import { type ChatStream, type Environment, type Pipeline, sleep, user } from '@kit/core';

export interface HostileCallers {
  /** Calls that have ended, well or not. */
  readonly ended: number;
  /** Calls that were begun and have not ended, in words. */
  readonly open: readonly string[];
}

/** What a caller does with a stream, as long as it takes. */
type Reader = (stream: ChatStream, environment: Environment) => Promise<unknown>;

const readers = {
  'wants the whole answer': ({ response }) => response,
  async 'leaves in the middle'(stream, { random }) {
    for await (const part of stream) if (part.type === 'text' && random() < 0.3) break;
  },
  'never reads what began': (stream) => stream.ready(),
  async 'reads slowly'(stream, environment) {
    for await (const _part of stream) await sleep(environment.random() * 50, environment);
  },
} satisfies Readonly<Record<string, Reader>>;

const streamReaders: readonly (readonly [kind: string, read: Reader])[] = Object.entries(readers);

/** Complete replies are asked for as often as two kinds of streams. */
const completeShare = 2;

/** Sets their timers; they call when the clock of the environment is moved, which decides everything by its `random`. */
export function hostileCallers(
  ai: Pipeline<'chat' | 'stream'>,
  environment: Environment,
  calls: number,
): HostileCallers {
  const { random } = environment;
  const open = new Set<{ readonly told: string }>();
  let ended = 0;
  for (let call = 0; call < calls; call++) {
    const controller = new AbortController();
    const options = { signal: controller.signal, metadata: { call } };
    const request = { messages: [user(`q${Math.floor(random() * 10)}`)] };
    const reader = streamReaders[Math.floor(random() * (streamReaders.length + completeShare)) - completeShare];
    const abortAfterMs = random() < 0.3 ? random() * 150 : undefined;
    const run = (): Promise<unknown> =>
      reader ? reader[1](ai.stream(request, options), environment) : ai.chat(request, options);
    environment.setTimer(random() * 2_000, () => {
      const abort = abortAfterMs === undefined ? 'never aborts' : `aborts after ${abortAfterMs} ms`;
      const caller = { told: `call ${call} ${reader?.[0] ?? 'wants a complete reply'}, ${abort}` };
      open.add(caller);
      const end = () => {
        ended++;
        open.delete(caller);
      };
      if (abortAfterMs !== undefined) environment.setTimer(abortAfterMs, () => controller.abort());
      run().then(end, end);
    });
  }
  return {
    get ended() {
      return ended;
    },
    get open() {
      return [...open].map(({ told }) => told);
    },
  };
}
