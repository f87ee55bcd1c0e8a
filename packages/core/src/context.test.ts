import { describe, expect, it } from 'vitest';
import { virtualEnvironment } from '../testing/virtual-environment.ts';
import { beginAttempt, type CallOptions, createContext, deriveContext, withNote } from './context.ts';
import { KitError } from './errors.ts';
import { Scope } from './scope.ts';

describe('createContext', () => {
  it('carries every option, and makes what belongs to the running call', () => {
    const controller = new AbortController();
    const options: CallOptions = {
      signal: controller.signal,
      deadlines: { idle: 5 },
      tenant: 'acme',
      user: 'u',
      project: 'p',
      actor: { id: 'a' },
      tags: ['t'],
      metadata: { k: 1 },
      hints: { route: 'cheap' },
      headers: { h: '1' },
      query: { q: '1' },
      credentials: { apiKey: 'k' },
      baseURL: 'https://example.com',
      patch: { '/x': 1 },
      raw: true,
      strict: true,
      correlationId: 'c',
      commit: 'answer',
    };
    const context = createContext(options, virtualEnvironment());
    const { signal: _, ...rest } = options;
    expect(context).toMatchObject({ ...rest, requestId: 'id-1', trace: { attempts: [] } });
    controller.abort('bye');
    expect(context.signal.aborted).toBe(true);
    expect(context.scope.reason).toMatchObject({ cause: 'bye' });
  });

  it('keeps a request id that is given', () => {
    expect(createContext({ requestId: 'mine' }).requestId).toBe('mine');
  });

  it('can be made of the context of another call', () => {
    const outer = createContext({ tenant: 'acme' });
    const inner = createContext(outer);
    expect(inner.tenant).toBe('acme');
    expect(inner.scope).not.toBe(outer.scope);
    outer.scope.cancel();
    expect(inner.scope.reason?.code).toBe('aborted');
  });

  it.each<[string, object]>([
    ['unknown option `sigal`. Did you mean `signal`?', { sigal: 1 }],
    ['`signal` must be an AbortSignal. Got an object', { signal: {} }],
    ['`tags` must be an array', { tags: 'a' }],
    ['`tenant` must be a non-empty string', { tenant: '' }],
    ['`baseURL` must be an http(s) URL', { baseURL: 'ftp://x' }],
    ['`commit` must be one of "content", "answer"', { commit: 'text' }],
    ['there is no "firstpart", did you mean "firstPart"?', { deadlines: { firstpart: 1 } }],
    ['`total` must be a number of them, or false', { deadlines: { total: '5s' } }],
    ['`drip: { windowMs, minParts }`', { deadlines: { drip: { windowMs: 1 } } }],
    ['`deadlines` must be an object', { deadlines: 5 }],
    ['options must be an object', ['x']],
  ])('refuses a wrong option: %s', (message, options) => {
    expect(() => createContext(options as CallOptions)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(message) }),
    );
  });

  it('takes every right form of a deadline', () => {
    const drip = { windowMs: 1000, minParts: 3 };
    expect(createContext({ deadlines: { connect: false, drip, idle: undefined } }).deadlines?.drip).toEqual(drip);
    expect(createContext({ deadlines: { drip: false } }).deadlines?.drip).toBe(false);
  });

  it('puts no option that is wrong into the message', () => {
    expect(() => createContext({ tenant: 5 } as unknown as CallOptions)).toThrow(/the number 5/);
    expect(() => createContext({ credentials: 'sk-canary' } as unknown as CallOptions)).not.toThrow(/canary/);
  });

  it('arms its total deadline', async () => {
    const environment = virtualEnvironment();
    const context = createContext({ deadlines: { total: 50 } }, environment);
    await environment.advance(50);
    expect(context.scope.reason).toMatchObject({ code: 'timeout', phase: 'total' });
  });
});

describe('deriveContext', () => {
  it('changes a copy that shares scope, trace and id', () => {
    const context = createContext({ tenant: 'a', user: 'u' });
    const derived = deriveContext(context, { tenant: 'b', user: undefined, target: 't' });
    expect(derived).toMatchObject({ tenant: 'b', user: undefined, target: 't' });
    expect(context).toMatchObject({ tenant: 'a', user: 'u', target: undefined });
    expect(derived.scope).toBe(context.scope);
    expect(derived.trace).toBe(context.trace);
    expect(derived.requestId).toBe(context.requestId);
    expect(derived.signal).toBe(context.signal);
  });

  it('puts another total deadline into force, counted from the start', async () => {
    const environment = virtualEnvironment();
    const context = createContext({ deadlines: { total: 100 } }, environment);
    await environment.advance(40);
    deriveContext(context, { deadlines: { total: 60 } });
    await environment.advance(20);
    expect(context.scope.reason).toMatchObject({ phase: 'total', message: expect.stringContaining('60 ms') });
  });

  it('bounds a fork alone when the deadline comes with it', async () => {
    const environment = virtualEnvironment();
    const context = createContext({}, environment);
    const fork = context.scope.fork();
    deriveContext(context, { scope: fork, deadlines: { total: 10 } });
    await environment.advance(10);
    expect(fork.reason?.code).toBe('timeout');
    expect(context.scope.reason).toBeUndefined();
  });

  it('leaves the timer alone when only other deadlines change', () => {
    const environment = virtualEnvironment();
    const context = createContext({ deadlines: { total: 100 } }, environment);
    deriveContext(context, { deadlines: { total: 100, idle: 5 }, scope: new Scope(context.scope) });
    expect(environment.timers).toBe(1);
  });

  it('keeps notes apart from the context they were added to', () => {
    const context = createContext();
    const noted = withNote(withNote(context, 'cache', 1), 'retry', 2);
    expect([...noted.notes]).toEqual([
      ['cache', 1],
      ['retry', 2],
    ]);
    expect(context.notes.size).toBe(0);
  });
});

describe('an attempt', () => {
  it('is appended when it begins and tells how it went', () => {
    const environment = virtualEnvironment();
    const context = deriveContext(createContext({}, environment), { target: 'first' });
    const attempt = beginAttempt(context, { provider: 'p', operation: 'chat', model: 'm' });
    expect(context.trace.attempts).toEqual([
      {
        provider: 'p',
        operation: 'chat',
        model: 'm',
        target: 'first',
        startedAt: environment.now(),
        timings: {},
        outcome: 'pending',
      },
    ]);
    attempt.update({ timings: { headersMs: 5 }, status: 200 });
    attempt.settle('complete', { timings: { totalMs: 9 } });
    expect(context.trace.attempts).toEqual([attempt.record]);
    expect(attempt.record).toMatchObject({ outcome: 'complete', status: 200, timings: { headersMs: 5, totalMs: 9 } });
  });

  it('stays as it ended', () => {
    const attempt = beginAttempt(createContext(), { provider: 'p', operation: 'chat' });
    attempt.settle('failed', { error: new KitError('server', 'x') });
    attempt.settle('complete');
    attempt.update({ status: 200 });
    expect(attempt.record).toMatchObject({ outcome: 'failed', error: { code: 'server' } });
    expect(attempt.record.status).toBeUndefined();
    expect('target' in attempt.record).toBe(false);
  });
});
