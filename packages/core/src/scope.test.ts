import { describe, expect, it, vi } from 'vitest';
import { virtualEnvironment } from '../testing/virtual-environment.ts';
import { KitError } from './errors.ts';
import { Scope } from './scope.ts';

/** An AbortSignal that counts who listens to it. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const counted = { controller, signal, listeners: 0 };
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    counted.listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    counted.listeners--;
    removeEventListener.apply(signal, args);
  };
  return counted;
}

describe('a scope', () => {
  it('tells its listeners once, with an aborted error whose cause is the reason', () => {
    const scope = new Scope();
    const listener = vi.fn();
    scope.onCancel(listener);
    scope.cancel('the user left');
    scope.cancel('again');
    expect(listener).toHaveBeenCalledOnce();
    expect(scope.reason).toMatchObject({ code: 'aborted', cause: 'the user left' });
    expect(listener).toHaveBeenCalledWith(scope.reason);
  });

  it('takes a KitError as the reason itself', () => {
    const scope = new Scope();
    const reason = new KitError('budget-exceeded', 'x');
    scope.cancel(reason);
    expect(scope.reason).toBe(reason);
    expect(() => scope.throwIfCancelled()).toThrow(reason);
  });

  it('tells a late listener at once, and nobody after close', () => {
    const cancelled = new Scope();
    cancelled.cancel();
    const late = vi.fn();
    cancelled.onCancel(late);
    expect(late).toHaveBeenCalledOnce();

    const closed = new Scope();
    const never = vi.fn();
    closed.onCancel(never);
    closed.close();
    closed.onCancel(never);
    closed.cancel();
    expect(never).not.toHaveBeenCalled();
    expect(closed.reason).toBeUndefined();
    expect(() => closed.throwIfCancelled()).not.toThrow();
  });

  it('forgets a listener that was taken back', () => {
    const scope = new Scope();
    const listener = vi.fn();
    const other = vi.fn();
    const forget = scope.onCancel(listener);
    scope.onCancel(other);
    forget();
    forget();
    scope.cancel();
    expect(listener).not.toHaveBeenCalled();
    expect(other).toHaveBeenCalledOnce();
  });

  it('releases everybody even if one listener throws, and says so', () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
    const scope = new Scope();
    const last = vi.fn();
    scope.onCancel(() => {
      throw new Error('a bad listener');
    });
    scope.onCancel(last);
    expect(() => scope.cancel()).not.toThrow();
    expect(last).toHaveBeenCalledOnce();
    expect(reported).toHaveBeenCalledOnce();
    reported.mockRestore();
  });

  it('makes an AbortSignal when asked for, also after the fact', () => {
    const scope = new Scope();
    const { signal } = scope;
    expect(signal.aborted).toBe(false);
    scope.cancel('r');
    expect(signal.reason).toBe(scope.reason);

    const late = new Scope();
    late.cancel();
    expect(late.signal.aborted).toBe(true);
  });
});

describe('a scope that follows a signal', () => {
  it('is cancelled with it', () => {
    const { controller, signal } = countedSignal();
    const scope = new Scope(undefined, signal);
    controller.abort('why');
    expect(scope.reason).toMatchObject({ code: 'aborted', cause: 'why' });
  });

  it('is cancelled at once by a signal that fired before', () => {
    expect(new Scope(undefined, AbortSignal.abort('early')).reason).toMatchObject({ cause: 'early' });
  });

  it.each(['close', 'cancel'] as const)('leaves no listener on it after %s', (end) => {
    const counted = countedSignal();
    const scope = new Scope(undefined, counted.signal);
    expect(counted.listeners).toBe(1);
    scope[end]();
    expect(counted.listeners).toBe(0);
  });
});

describe('forks', () => {
  it('are cancelled with their parent, with its reason', () => {
    const parent = new Scope();
    const fork = parent.fork();
    parent.cancel('r');
    expect(fork.reason).toBe(parent.reason);
    expect(parent.fork().reason).toBe(parent.reason);
  });

  it('leave parent and siblings alone', () => {
    const parent = new Scope();
    const [left, right] = [parent.fork(), parent.fork()];
    left.cancel();
    expect(parent.reason).toBeUndefined();
    expect(right.reason).toBeUndefined();
  });

  it('may leave the parent while it tells the others', () => {
    const parent = new Scope();
    const forks = [parent.fork(), parent.fork(), parent.fork()];
    forks[0]?.onCancel(() => forks[1]?.close());
    parent.cancel();
    expect(forks.map((fork) => fork.closed)).toEqual([true, true, true]);
    expect(forks[2]?.reason).toBe(parent.reason);
  });
});

describe('the total deadline', () => {
  it('cancels the scope with a timeout', async () => {
    const environment = virtualEnvironment();
    const scope = new Scope();
    scope.expireAfter(100, environment);
    await environment.advance(99);
    expect(scope.reason).toBeUndefined();
    await environment.advance(1);
    expect(scope.reason).toMatchObject({ code: 'timeout', phase: 'total' });
  });

  it('is counted from when one was first set, whatever replaces it', async () => {
    const environment = virtualEnvironment();
    const scope = new Scope();
    scope.expireAfter(100, environment);
    await environment.advance(50);
    scope.expireAfter(80, environment);
    await environment.advance(30);
    expect(scope.reason).toMatchObject({ code: 'timeout' });
  });

  it('can be taken away, and goes with the scope', async () => {
    const environment = virtualEnvironment();
    const scope = new Scope();
    scope.expireAfter(10, environment);
    scope.expireAfter(undefined, environment);
    await environment.advance(20);
    expect(scope.reason).toBeUndefined();
    scope.expireAfter(100, environment);
    scope.close();
    scope.expireAfter(1, environment);
    expect(environment.timers).toBe(0);
  });
});
