import type { KitError } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { outageGuard } from './outage.ts';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: KitError) => error,
  );

describe('outageGuard', () => {
  it('bounds every operation in time', async () => {
    const environment = virtualEnvironment();
    const guarded = outageGuard({ store: 'test', timeoutMs: 200, environment });
    const ended = failure(guarded(() => new Promise(() => {})));
    await environment.advance(200);
    expect(await ended).toMatchObject({ code: 'store-unavailable', message: /no answer within 200 ms/ });
    expect(environment.pendingTimers).toBe(0);
  });

  it('does not ask a store that is away, then lets one try', async () => {
    const environment = virtualEnvironment();
    const guarded = outageGuard({ store: 'test', pauseMs: 1_000, environment });
    let asked = 0;
    const fails = () => {
      asked++;
      return Promise.reject(new Error('connection refused'));
    };
    await failure(guarded(fails));
    for (let index = 0; index < 50; index++) expect((await failure(guarded(fails)))?.retryAfterMs).toBe(1_000);
    expect(asked).toBe(1);
    await environment.advance(1_000);
    const answers = Array.from({ length: 10 }, () => guarded(async () => asked++));
    expect((await Promise.allSettled(answers)).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(asked).toBe(2);
    expect(await guarded(async () => 'well')).toBe('well');
  });

  it('goes on asking a server that answers, if only with failures', async () => {
    const environment = virtualEnvironment();
    const guarded = outageGuard({ store: 'test', environment, isAnswer: (error) => (error as Error).name === 'Reply' });
    const reply = Object.assign(new Error('wrong kind of value'), { name: 'Reply' });
    expect(await failure(guarded(() => Promise.reject(reply)))).toMatchObject({ code: 'store-unavailable' });
    expect(await guarded(async () => 1)).toBe(1);
  });

  it('passes on nothing of what a client puts on its errors but their message and code', async () => {
    const environment = virtualEnvironment();
    const guarded = outageGuard({ store: 'test', environment });
    const thrown = Object.assign(new Error('WRONGPASS'), { code: 'E1', command: { name: 'auth', args: ['hunter2'] } });
    const error = await failure(guarded(() => Promise.reject(thrown)));
    expect(error?.message).toBe('The test store cannot be used: WRONGPASS.');
    const cause = error?.cause as Error;
    expect({ ...cause, message: cause.message }).toEqual({ code: 'E1', message: 'WRONGPASS' });
  });
});
