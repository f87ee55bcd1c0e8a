import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { EventHub } from './events.ts';

const retry = { attempt: 1, delayMs: 5, error: {} as never };

describe('an event hub', () => {
  let reported: MockInstance;
  beforeEach(() => {
    reported = vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => reported.mockRestore());

  it('tells listeners of one event, and those of all', () => {
    const hub = new EventHub([], () => 42);
    const one = vi.fn();
    const all = vi.fn();
    hub.on('retry', one);
    hub.on('*', all);
    hub.emit('retry', { ...retry, provider: 'p' });
    hub.emit('cache-miss', { key: 'k' });
    expect(one.mock.calls).toEqual([[{ type: 'retry', at: 42, provider: 'p', ...retry }]]);
    expect(all).toHaveBeenCalledTimes(2);
  });

  it('stops telling who leaves, also in the middle of an event', () => {
    const hub = new EventHub();
    const heard: string[] = [];
    const leaveSecond = () => leave();
    hub.on('cache-miss', () => {
      heard.push('first');
      leaveSecond();
    });
    const leave = hub.on('cache-miss', () => heard.push('second'));
    hub.emit('cache-miss', { key: 'k' });
    hub.emit('cache-miss', { key: 'k' });
    expect(heard).toEqual(['first', 'second', 'first']);
    leave();
    expect(hub.heard).toBe(true);
  });

  it('hears what is inside it only while somebody listens', () => {
    const inner = new EventHub();
    const outer = new EventHub([new EventHub([inner]), undefined]);
    expect(inner.heard).toBe(false);
    const listener = vi.fn();
    const leave = outer.on('cache-hit', listener);
    expect(inner.heard).toBe(true);
    inner.emit('cache-hit', { hit: 'exact', key: 'k' });
    expect(listener).toHaveBeenCalledOnce();
    leave();
    leave();
    expect(inner.heard).toBe(false);
  });

  it('knows whether an event would be heard', () => {
    const hub = new EventHub();
    expect(hub.hears('retry')).toBe(false);
    hub.on('retry', () => {});
    expect(hub.hears('retry')).toBe(true);
    expect(hub.hears('hedge')).toBe(false);
    hub.on('*', () => {});
    expect(hub.hears('hedge')).toBe(true);
  });

  it('reports a listener that throws to the others, and goes on', () => {
    const hub = new EventHub();
    const errors = vi.fn();
    const last = vi.fn();
    const error = new Error('x');
    hub.on('observer-error', errors);
    hub.on('retry', () => {
      throw error;
    });
    hub.on('retry', last);
    hub.emit('retry', retry);
    expect(errors.mock.calls[0]?.[0]).toMatchObject({ type: 'observer-error', error });
    expect(last).toHaveBeenCalledOnce();
    expect(reported).not.toHaveBeenCalled();
  });

  it('turns to the console when nobody listens for failing listeners, or those fail too', () => {
    const hub = new EventHub();
    hub.on('retry', () => {
      throw new Error('first');
    });
    hub.emit('retry', retry);
    expect(reported).toHaveBeenCalledOnce();
    hub.on('observer-error', () => {
      throw new Error('second');
    });
    hub.emit('retry', retry);
    expect(reported).toHaveBeenCalledTimes(2);
  });

  it('reports what an async listener rejects with, so that the process does not die of it', async () => {
    const hub = new EventHub();
    const error = new Error('later');
    const errors = vi.fn();
    hub.on('observer-error', errors);
    hub.on('retry', async () => {
      throw error;
    });
    hub.emit('retry', retry);
    await vi.waitFor(() => expect(errors.mock.calls[0]?.[0]).toMatchObject({ type: 'observer-error', error }));
  });
});
