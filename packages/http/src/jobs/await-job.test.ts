import { createContext, KitError } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { awaitJob } from './await-job.ts';

describe('a job that is waited for', () => {
  const waiting = (answers: readonly (string | KitError | undefined)[], signal?: AbortSignal) => {
    let looks = 0;
    let givenUp = 0;
    const run = awaitJob(createContext(signal ? { signal } : {}), {
      look: async () => {
        const answer = answers[Math.min(looks++, answers.length - 1)];
        if (answer instanceof KitError) throw answer;
        return answer;
      },
      onGivenUp: () => givenUp++,
      pollMs: 1,
    });
    return { run, seen: () => ({ looks, givenUp }) };
  };
  const broken = new KitError('server', 'It broke.');

  it('is looked at until it is done, whatever two looks in a row say', async () => {
    const job = waiting([undefined, broken, broken, undefined, broken, 'done']);
    expect(await job.run).toBe('done');
    expect(job.seen()).toEqual({ looks: 6, givenUp: 0 });
  });

  it('is given up after three failures in a row, and at once where no other look would help', async () => {
    const job = waiting([undefined, broken]);
    await expect(job.run).rejects.toBe(broken);
    expect(job.seen()).toEqual({ looks: 4, givenUp: 1 });
    const gone = new KitError('not-found', 'It is gone.');
    const other = waiting([gone]);
    await expect(other.run).rejects.toBe(gone);
    expect(other.seen()).toEqual({ looks: 1, givenUp: 1 });
  });

  it('is given up by an abort', async () => {
    const controller = new AbortController();
    const job = waiting([undefined], controller.signal);
    controller.abort();
    await expect(job.run).rejects.toMatchObject({ code: 'aborted' });
    expect(job.seen().givenUp).toBe(1);
  });
});
