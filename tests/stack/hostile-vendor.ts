// A vendor as it is on a bad day, on a virtual clock: slow, refusing, breaking off in mid-stream, and deaf to cancellation if
// need be. It tells what is at work in it.
import {
  chatResponse,
  defineProvider,
  type Environment,
  KitError,
  type Provider,
  type Scope,
  type StreamPart,
  sleep,
} from '@kit/core';

export interface HostileVendorOptions {
  readonly id: string;
  /** It goes on with what was cancelled, to the end. */
  readonly deaf?: boolean;
  /** Its `random` decides everything. */
  readonly environment: Environment;
}

export interface HostileVendor {
  readonly provider: Provider<'chat' | 'stream'>;
  /** What is at work, in words. */
  readonly atWork: readonly string[];
  /** Requests that it has had. */
  readonly requests: number;
}

const usage = { state: 'reported', inputTokens: 1, outputTokens: 1 } as const;

export function hostileVendor({ id, deaf = false, environment }: HostileVendorOptions): HostileVendor {
  const atWork = new Set<{ readonly told: string }>();
  let requests = 0;
  const { random } = environment;
  const upTo = (ms: number, scope: Scope) =>
    deaf
      ? sleep(random() * ms, environment)
      : sleep(random() * ms, environment, (listener) => scope.onCancel(listener));
  const begin = (what: string): (() => void) => {
    const work = { told: `${id}: ${what} number ${++requests}, begun at ${environment.monotonicMs()} ms` };
    atWork.add(work);
    return () => atWork.delete(work);
  };
  const mayRefuse = () => {
    const chance = random();
    if (chance < 0.15) throw new KitError('overloaded', 'Too much to do.', { retryAfterMs: 20 });
    if (chance < 0.2) throw new KitError('invalid-request', 'This is no question.');
  };
  const provider = defineProvider({
    id,
    operations: {
      async chat(_request, { scope }) {
        const end = begin('chat');
        try {
          await upTo(100, scope);
          mayRefuse();
          const finishReason = random() < 0.1 ? 'content-filter' : 'stop';
          return chatResponse({
            choices: [{ message: { role: 'assistant', content: 'word' }, finishReason }],
            usage,
          });
        } finally {
          end();
        }
      },
      async *stream(_request, { scope }): AsyncGenerator<StreamPart> {
        const end = begin('stream');
        try {
          await upTo(60, scope);
          mayRefuse();
          const words = Math.floor(random() * 6);
          for (let word = 0; word < words; word++) {
            yield { type: 'text', text: 'word ' };
            await upTo(30, scope);
            if (random() < 0.1) throw new KitError('network', 'The connection broke.');
          }
          yield { type: 'finish', finishReason: 'stop', usage };
        } finally {
          end();
        }
      },
    },
  });
  return {
    provider,
    get atWork() {
      return [...atWork].map(({ told }) => told);
    },
    get requests() {
      return requests;
    },
  };
}
