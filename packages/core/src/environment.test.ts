import { describe, expect, it, vi } from 'vitest';
import { rejection } from '../testing/scripted.ts';
import { virtualEnvironment } from '../testing/virtual-environment.ts';
import { sleep, systemEnvironment } from './environment.ts';
import { Scope } from './scope.ts';

describe('sleep', () => {
  it('waits for its time and leaves the scope', async () => {
    const environment = virtualEnvironment();
    const scope = new Scope();
    const done = vi.fn();
    void sleep(100, environment, (listener) => scope.onCancel(listener)).then(done);
    await environment.advance(99);
    expect(done).not.toHaveBeenCalled();
    await environment.advance(1);
    expect(done).toHaveBeenCalledOnce();
  });

  it('ends at once when it is cancelled, and leaves no timer', async () => {
    const environment = virtualEnvironment();
    const scope = new Scope();
    const sleeping = sleep(100, environment, (listener) => scope.onCancel(listener));
    scope.cancel('r');
    expect(await rejection(sleeping)).toBe(scope.reason);
    expect(environment.timers).toBe(0);
    await expect(sleep(100, environment, (listener) => scope.onCancel(listener))).rejects.toBe(scope.reason);
    expect(environment.timers).toBe(0);
  });
});

describe('the system environment', () => {
  it.each([
    ['a delay of sixty days', 60 * 86_400_000],
    ['an infinite one', Number.POSITIVE_INFINITY],
  ])('waits for %s, which no timer of a runtime can', async (_, delayMs) => {
    vi.useFakeTimers();
    try {
      const done = vi.fn();
      systemEnvironment.setTimer(delayMs, done);
      const cancel = systemEnvironment.setTimer(delayMs, () => expect.unreachable());
      await vi.advanceTimersByTimeAsync(40 * 86_400_000);
      cancel();
      await vi.advanceTimersByTimeAsync(20 * 86_400_000 - 1);
      expect(done).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(done).toHaveBeenCalledTimes(delayMs === Number.POSITIVE_INFINITY ? 0 : 1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is the real world', async () => {
    const { now, monotonicMs, random, id, setTimer } = systemEnvironment;
    expect(Math.abs(now() - Date.now())).toBeLessThan(1000);
    const before = monotonicMs();
    await new Promise<void>((resolve) => setTimer(5, resolve));
    expect(monotonicMs()).toBeGreaterThan(before);
    expect(random()).toBeLessThan(1);
    expect(id()).toMatch(/^[0-9a-f-]{36}$/);
    expect(id()).not.toBe(id());
  });

  it('can take a timer back', async () => {
    const run = vi.fn();
    const cancel = systemEnvironment.setTimer(1, run);
    cancel();
    cancel();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(run).not.toHaveBeenCalled();
  });
});
