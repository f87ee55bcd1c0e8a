import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedTimer, type Waiting } from './shared-timer.ts';

describe('a shared timer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const told: string[] = [];
  const wait = (name: string, lengthMs: number): Waiting => ({
    dueMs: performance.now() + lengthMs,
    due: () => void told.push(name),
    before: undefined,
    after: undefined,
  });
  beforeEach(() => void (told.length = 0));

  it('calls each wait when its time is over, whatever the order in which they began', () => {
    const timer = new SharedTimer();
    timer.add(wait('late', 300));
    timer.add(wait('early', 100));
    timer.add(wait('later', 500));
    vi.advanceTimersByTime(99);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['early']);
    vi.advanceTimersByTime(400);
    expect(told).toEqual(['early', 'late', 'later']);
  });

  it('is one timer for all, and calls nobody who has left', () => {
    const timer = new SharedTimer();
    const waits = Array.from({ length: 100 }, (_, at) => wait(`${at}`, 1_000));
    for (const one of waits) timer.add(one);
    expect(vi.getTimerCount()).toBe(1);
    for (const one of waits) timer.delete(one);
    const kept = wait('kept', 1_500);
    timer.add(kept);
    vi.advanceTimersByTime(1_499);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['kept']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets anyone leave, in any order, and twice', () => {
    const timer = new SharedTimer();
    const waits = ['a', 'b', 'c', 'd'].map((name) => wait(name, 100));
    const [a, b, , d] = waits as [Waiting, Waiting, Waiting, Waiting];
    for (const one of waits) timer.add(one);
    for (const one of [b, d, a, b, d]) timer.delete(one);
    timer.add(b);
    vi.advanceTimersByTime(100);
    expect(told.sort()).toEqual(['b', 'c']);
  });

  it('calls nobody whom another one that is due has taken out', () => {
    const timer = new SharedTimer();
    const rival = wait('rival', 100);
    const first = {
      ...wait('', 100),
      due() {
        told.push('first');
        timer.delete(rival);
      },
    };
    timer.add(rival);
    timer.add(first);
    vi.advanceTimersByTime(200);
    expect(told).toEqual(['first']);
  });

  it('takes waits that begin anew when they are due', () => {
    const timer = new SharedTimer();
    const again = {
      ...wait('', 100),
      due() {
        told.push('again');
        again.dueMs = performance.now() + 50;
        if (told.length < 3) timer.add(again);
      },
    };
    timer.add(again);
    vi.advanceTimersByTime(200);
    expect(told).toEqual(['again', 'again', 'again']);
  });

  it('waits for as long as one likes', () => {
    const timer = new SharedTimer();
    timer.add(wait('next month', 30 * 86_400_000));
    vi.advanceTimersByTime(30 * 86_400_000 - 1);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['next month']);
  });

  it('forgets all when it is closed', () => {
    const timer = new SharedTimer();
    timer.add(wait('x', 10));
    timer.close();
    vi.advanceTimersByTime(100);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
