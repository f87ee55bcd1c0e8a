// audit: a record of every call for those who have to answer for it.
import {
  type Call,
  checkOptions,
  type Environment,
  type EventHub,
  type Handler,
  type KitError,
  type Middleware,
  type Operation,
  observe,
  type ResponseMeta,
  systemEnvironment,
  type WrapPoint,
} from '@kit/core';
import { type AuditRecord, beginRecord, endRecord } from './audit-record.ts';
import type { AuditSink } from './audit-sink.ts';
import { RecordQueue } from './record-queue.ts';

declare module '@kit/core' {
  interface KitEvents {
    /** A sink did not take records. They wait (`pending`); `lost`: for which there was no room, in all. */
    'audit-failed': {
      readonly sink: string;
      readonly pending: number;
      readonly lost: number;
      readonly error: KitError;
    };
  }
}

export interface AuditOptions {
  readonly sink: AuditSink;
  /** While the sink fails: `open` (default) lets calls pass and keeps their records; `closed` refuses calls. */
  readonly onOutage?: 'open' | 'closed';
  /** Also a record before each call, which the call waits for: it is there though the process may die. Default false. */
  readonly begin?: boolean;
  /** Operations that are recorded. Default: all. */
  readonly operations?: readonly Operation[];
  /** Records that may wait for a sink that fails. Default 10,000. */
  readonly maxPending?: number;
  /** Changes a record before it is kept, for example to leave addresses out. */
  readonly record?: (record: AuditRecord, call: Call) => AuditRecord;
}

/**
 * Records who did what to which model with what outcome. Never prompts, answers or credentials.
 *
 * @example
 * const ai = pipeline(openai()).use(audit({ sink: fileSink({ path: 'audit.jsonl' }) }), retry());
 * await ai.chat(request, { actor: { id: 'ann', roles: ['editor'], address: '203.0.113.7', userAgent } });
 *
 * @throws KitError `config` for a wrong option.
 */
export function audit(options: AuditOptions): Middleware {
  checkAuditOptions(options);
  const { sink, onOutage = 'open', begin = false, operations, maxPending = 10_000, record = same } = options;
  let environment: Environment = systemEnvironment;
  let hub: EventHub | undefined;
  const queue = new RecordQueue(sink, maxPending, (outage) => hub?.emit('audit-failed', outage));
  const desk: Desk = { queue, record, begin, isClosed: onOutage === 'closed' };
  return {
    name: 'audit',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      if (operations && !operations.includes(at.operation)) return next;
      environment = at.environment;
      const admitted = begin || onOutage === 'closed' ? admission(next, at, desk) : next;
      return observe(admitted, (call) => {
        const any = call as unknown as Call;
        hub = call.context.events ?? at.events;
        return audited<K>(any, at.provider.id, (done) => queue.push(record(done, any), environment));
      });
    },
    close: () => queue.close(environment),
  };
}

interface Desk {
  readonly queue: RecordQueue;
  readonly record: NonNullable<AuditOptions['record']>;
  readonly begin: boolean;
  readonly isClosed: boolean;
}

/** What has to be there before a call may go on. Inside of what records its end, so that refusals are on record, too. */
function admission<K extends Operation>(next: Handler<K>, at: WrapPoint<K>, desk: Desk): Handler<K> {
  const { queue, record, begin, isClosed } = desk;
  return async (call) => {
    const any = call as unknown as Call;
    const { environment } = call.context;
    if (isClosed && queue.outage) throw queue.outage;
    if (begin) {
      const begun = record(beginRecord(any, at.provider.id), any);
      // While the sink is known to fail nobody waits for it.
      if (queue.outage) queue.push(begun, environment);
      else {
        const failure = await queue.writeNow(begun, environment);
        if (isClosed && failure) throw failure;
      }
      call.context.scope.throwIfCancelled();
    }
    return next(call);
  };
}

const same = (record: AuditRecord) => record;

function audited<K extends Operation>(call: Call, provider: string, keep: (record: AuditRecord) => void) {
  const { environment } = call.context;
  const beganMs = environment.monotonicMs();
  let meta: ResponseMeta | undefined;
  return {
    committed(begun: ResponseMeta | undefined) {
      meta = begun;
    },
    settled(outcome: Parameters<typeof endRecord<K>>[2]) {
      keep(endRecord(call, provider, outcome, meta, environment.monotonicMs() - beganMs));
    },
  };
}

function checkAuditOptions(options: AuditOptions): void {
  const sink = (value: unknown) =>
    typeof (value as Partial<AuditSink> | undefined)?.append === 'function'
      ? undefined
      : 'a sink, such as fileSink({ path }) or postgresSink({ pool })';
  checkOptions(
    'audit()',
    options,
    {
      sink,
      onOutage: ['open', 'closed'],
      begin: 'boolean',
      operations: 'array',
      maxPending: 'count',
      record: 'function',
    },
    ['sink'],
  );
}
