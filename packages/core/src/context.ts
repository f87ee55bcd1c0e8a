// Call options, and the immutable context that they become.
import { checkCallOptions } from './call-options.ts';
import { type Deadlines, deadlineMs } from './deadlines.ts';
import { type Environment, systemEnvironment } from './environment.ts';
import type { KitError } from './errors.ts';
import type { EventHub } from './events.ts';
import type { JsonValue } from './json.ts';
import type { Attempt, Timings } from './model/result.ts';
import { Scope } from './scope.ts';

/** The second argument of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly deadlines?: Deadlines;
  /** Whose data it is; part of every cache's key. */
  readonly tenant?: string;
  readonly user?: string;
  readonly project?: string;
  readonly actor?: Actor;
  readonly tags?: readonly string[];
  /** Anything the caller wants to find again in logs and traces. Never sent to the vendor. */
  readonly metadata?: Readonly<Record<string, JsonValue>>;
  /** Advice to middleware and routers, by their names. */
  readonly hints?: Readonly<Record<string, unknown>>;
  /** Added to the HTTP request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** A credential for this call alone: bypasses the pool and is part of every cache's scope. */
  readonly credentials?: Credentials;
  /** Another endpoint for this call. It never receives the configured key. */
  readonly baseURL?: string;
  /** JSON pointer → value, set in the body after encoding: for what only this vendor's body has. `undefined` removes. */
  readonly patch?: Readonly<Record<string, JsonValue | undefined>>;
  /** Adds the vendor's own events to streams (`raw` parts) and its body to results (`meta.vendor.raw`). */
  readonly raw?: boolean;
  /** What the vendor cannot do becomes an `unsupported` error instead of a warning. */
  readonly strict?: boolean;
  readonly requestId?: string;
  readonly correlationId?: string;
  /** Streams: when an answer counts as begun. `content` (default): at reasoning too; `answer`: waits past it. */
  readonly commit?: 'content' | 'answer';
}

export interface Actor {
  readonly id: string;
  readonly roles?: readonly string[];
  readonly address?: string;
  readonly userAgent?: string;
}

/** A per-call credential: the key or token, or the fields that a vendor's scheme needs. */
export interface Credentials {
  readonly apiKey?: string;
  readonly [field: string]: unknown;
}

/** What happened so far: attempts in the order in which they began. Append-only. */
export interface Trace {
  readonly attempts: readonly Attempt[];
}

/**
 * A call's options plus what belongs to the running call: its scope, its trace, its clock.
 * Immutable; `deriveContext` makes a changed one that shares scope and trace.
 */
export interface CallContext extends Omit<CallOptions, 'signal'> {
  readonly requestId: string;
  readonly scope: Scope;
  /** Fires when the call is cancelled, whatever the cause. */
  readonly signal: AbortSignal;
  readonly trace: Trace;
  readonly environment: Environment;
  /** Events of the pipeline that the call entered by. */
  readonly events?: EventHub;
  /** Target that the call goes through, if any. */
  readonly target?: string;
  /** Key/value notes of middlewares for one another, by middleware name. */
  readonly notes: ReadonlyMap<string, unknown>;
}

/** What a running call has beside its options. */
type Running = Pick<CallContext, 'scope' | 'trace' | 'environment' | 'events' | 'target' | 'notes'>;

/** The call's id, made when somebody asks: most calls end without. Shared by all contexts of the call. */
interface LazyId {
  value: string | undefined;
}

// Every field is set in every context, one by one and in one order: all contexts have one shape, and are made fast.
class RunningContext implements CallContext {
  #id: LazyId;
  declare readonly scope: CallContext['scope'];
  declare readonly trace: CallContext['trace'];
  declare readonly environment: CallContext['environment'];
  declare readonly events: CallContext['events'];
  declare readonly target: CallContext['target'];
  declare readonly notes: CallContext['notes'];
  declare readonly deadlines: CallContext['deadlines'];
  declare readonly tenant: CallContext['tenant'];
  declare readonly user: CallContext['user'];
  declare readonly project: CallContext['project'];
  declare readonly actor: CallContext['actor'];
  declare readonly tags: CallContext['tags'];
  declare readonly metadata: CallContext['metadata'];
  declare readonly hints: CallContext['hints'];
  declare readonly headers: CallContext['headers'];
  declare readonly query: CallContext['query'];
  declare readonly credentials: CallContext['credentials'];
  declare readonly baseURL: CallContext['baseURL'];
  declare readonly patch: CallContext['patch'];
  declare readonly raw: CallContext['raw'];
  declare readonly strict: CallContext['strict'];
  declare readonly correlationId: CallContext['correlationId'];
  declare readonly commit: CallContext['commit'];

  constructor(options: Omit<CallOptions, 'signal'>, running: Running, id: LazyId) {
    this.#id = id;
    this.scope = running.scope;
    this.trace = running.trace;
    this.environment = running.environment;
    this.events = running.events;
    this.target = running.target;
    this.notes = running.notes;
    this.deadlines = options.deadlines;
    this.tenant = options.tenant;
    this.user = options.user;
    this.project = options.project;
    this.actor = options.actor;
    this.tags = options.tags;
    this.metadata = options.metadata;
    this.hints = options.hints;
    this.headers = options.headers;
    this.query = options.query;
    this.credentials = options.credentials;
    this.baseURL = options.baseURL;
    this.patch = options.patch;
    this.raw = options.raw;
    this.strict = options.strict;
    this.correlationId = options.correlationId;
    this.commit = options.commit;
  }

  get requestId(): string {
    return (this.#id.value ??= this.environment.id());
  }

  set requestId(value: string) {
    this.#id = { value };
  }

  get signal(): AbortSignal {
    return this.scope.signal;
  }

  static idOf(context: CallContext): LazyId {
    return #id in context ? context.#id : { value: context.requestId };
  }
}

const noNotes: ReadonlyMap<string, unknown> = new Map();
const noOptions: CallOptions = {};

/**
 * A fresh context for one call. Pipelines make one per call; use this to call a handler directly.
 * @throws KitError `config` for an option that does not exist or is of the wrong kind.
 */
export function createContext(
  options: CallOptions = noOptions,
  environment: Environment = systemEnvironment,
  events?: EventHub,
): CallContext {
  // The context of another call is made of checked options.
  if (options !== noOptions && !(options instanceof RunningContext)) checkCallOptions(options);
  const scope = new Scope(undefined, options.signal);
  const totalMs = deadlineMs(options.deadlines, 'total');
  if (totalMs !== undefined) scope.expireAfter(totalMs, environment);
  const trace: Trace = { attempts: [] };
  const running: Running = { scope, trace, environment, events, target: undefined, notes: noNotes };
  return new RunningContext(options, running, { value: options.requestId });
}

/**
 * A context with some fields changed. Scope and trace are shared unless a new scope is given; another `total` deadline
 * is in force from here on.
 */
export function deriveContext(
  context: CallContext,
  change: Partial<Omit<CallContext, 'signal' | 'trace'>>,
): CallContext {
  const derived = Object.assign(
    new RunningContext(context, context, RunningContext.idOf(context)),
    change,
  ) as CallContext;
  if (change.deadlines) {
    const totalMs = deadlineMs(change.deadlines, 'total');
    if (totalMs !== deadlineMs(context.deadlines, 'total')) derived.scope.expireAfter(totalMs, derived.environment);
  }
  return derived;
}

/** A context with a note for other middlewares. */
export function withNote(context: CallContext, name: string, value: unknown): CallContext {
  return deriveContext(context, { notes: new Map(context.notes).set(name, value) });
}

/** An attempt under way: what providers write into the trace. */
export interface RunningAttempt {
  readonly record: Attempt;
  /** Changes the record; settled attempts stay as they are. */
  update(change: Partial<Attempt>): void;
  settle(outcome: Exclude<Attempt['outcome'], 'pending'>, change?: Partial<Attempt> & { error?: KitError }): void;
}

/** Appends an attempt to the call's trace. Only whoever talks to a vendor does this. */
export function beginAttempt(
  context: CallContext,
  start: Pick<Attempt, 'provider' | 'operation' | 'model'>,
): RunningAttempt {
  return new AttemptUnderWay(context, start);
}

type Growing = { -readonly [F in keyof Attempt]: Attempt[F] };
const noTimings: Timings = {};

/** Writes into one record until that is settled. A class: every call has one, and literals with getters cost memory. */
class AttemptUnderWay implements RunningAttempt {
  readonly record: Growing;

  constructor(
    { environment, target, trace }: CallContext,
    { provider, operation, model }: Parameters<typeof beginAttempt>[1],
  ) {
    this.record = { provider, operation, startedAt: environment.now(), timings: noTimings, outcome: 'pending' };
    if (model !== undefined) this.record.model = model;
    if (target !== undefined) this.record.target = target;
    (trace.attempts as Attempt[]).push(this.record);
  }

  update(change: Partial<Attempt>): void {
    const { record } = this;
    if (record.outcome !== 'pending') return;
    const { timings } = record;
    Object.assign(record, change);
    if (change.timings && timings !== noTimings) record.timings = { ...timings, ...change.timings };
  }

  settle(outcome: Exclude<Attempt['outcome'], 'pending'>, change?: Partial<Attempt>): void {
    if (this.record.outcome !== 'pending') return;
    if (change) this.update(change);
    this.record.outcome = outcome;
  }
}
