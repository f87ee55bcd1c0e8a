import { sleep } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { virtualEnvironment } from './virtual-environment.ts';

describe('virtualEnvironment', () => {
  it('stands still until it is moved', async () => {
    const environment = virtualEnvironment({ startAt: 1_000 });
    let fired = 0;
    environment.setTimer(10, () => fired++);
    await environment.settle();
    expect([environment.now(), environment.monotonicMs(), fired]).toEqual([1_000, 0, 0]);
    await environment.advance(9);
    expect(fired).toBe(0);
    await environment.advance(1);
    expect([environment.now(), environment.monotonicMs(), fired]).toEqual([1_010, 10, 1]);
  });

  it('runs timers in the order of their time, each at its own time', async () => {
    const environment = virtualEnvironment();
    const seen: string[] = [];
    environment.setTimer(20, () => seen.push(`late ${environment.monotonicMs()}`));
    environment.setTimer(5, () => seen.push(`early ${environment.monotonicMs()}`));
    environment.setTimer(20, () => seen.push(`late too ${environment.monotonicMs()}`));
    await environment.advance(100);
    expect(seen).toEqual(['early 5', 'late 20', 'late too 20']);
    expect(environment.monotonicMs()).toBe(100);
  });

  it('runs what waits between two timers, and the timers it sets', async () => {
    const environment = virtualEnvironment();
    const at: number[] = [];
    void (async () => {
      for (let round = 0; round < 3; round++) {
        await sleep(10, environment);
        at.push(environment.monotonicMs());
      }
    })();
    await environment.advance(35);
    expect(at).toEqual([10, 20, 30]);
  });

  it('forgets cancelled timers and says how many are set', async () => {
    const environment = virtualEnvironment();
    let fired = false;
    const cancel = environment.setTimer(10, () => {
      fired = true;
    });
    expect([environment.pendingTimers, environment.nextTimerMs]).toEqual([1, 10]);
    cancel();
    cancel();
    await environment.advance(20);
    expect([fired, environment.pendingTimers, environment.nextTimerMs]).toEqual([false, 0, undefined]);
  });

  it('repeats its chance for the same seed and counts its ids', () => {
    const draw = (seed: number) => {
      const { random } = virtualEnvironment({ seed });
      return [random(), random(), random()];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((value) => value >= 0 && value < 1)).toBe(true);
    const { id } = virtualEnvironment();
    expect([id(), id()]).toEqual(['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']);
  });
});
