// health: asks a provider on a schedule whether it is well.
import { type EventSource, type Handler, KitError, type Middleware, type Operation, type WrapPoint } from '@kit/core';
import { HealthMonitor, type HealthStatus } from './health-monitor.ts';
import { checkHealthOptions, type HealthOptions } from './health-options.ts';
import { type HealthSubject, subjectProvider } from './health-subject.ts';

export interface Health extends Middleware, EventSource {
  /** What is known at this moment. */
  readonly status: HealthStatus;
  /** Begins the checks; else they begin with the first call of a pipeline that it is used in. */
  start(): void;
  /** Checks now, or joins the check that is under way. Never rejects. */
  check(): Promise<HealthStatus>;
  /** Ends the checks. A pipeline that it is used in does so when it is closed. */
  close(): Promise<void>;
}

/**
 * Checks a provider (by its operation `health`, which costs nothing) or anything else (by a probe) again and again, and
 * tells when it gets `degraded`, goes `down` and is `ok` again. In a pipeline its events are the pipeline's, so that
 * routers hear them; with `refuse`, calls fail at once while it is down.
 *
 * @example
 * const vendor = openai();
 * const checks = health(vendor, { intervalMs: 30_000, onChange: ({ to, detail }) => console.log(to, detail) });
 * const ai = pipeline(vendor).use(checks);
 *
 * @throws KitError `config` for a wrong option, or a provider without `health`.
 */
export function health(subject: HealthSubject, options: HealthOptions = {}): Health {
  checkHealthOptions(options);
  return new HealthMiddleware(new HealthMonitor(subjectProvider(subject, options.id), options), options);
}

class HealthMiddleware implements Health {
  readonly name = 'health';
  readonly #monitor: HealthMonitor;
  readonly #refuses: boolean;

  constructor(monitor: HealthMonitor, { refuse = false }: HealthOptions) {
    this.#monitor = monitor;
    this.#refuses = refuse;
  }

  get status(): HealthStatus {
    return this.#monitor.status;
  }

  readonly on: EventSource['on'] = (name, listener) => this.#monitor.events.on(name, listener);

  start(): void {
    this.#monitor.start();
  }

  check(): Promise<HealthStatus> {
    return this.#monitor.check();
  }

  close(): Promise<void> {
    return this.#monitor.close();
  }

  wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
    const monitor = this.#monitor;
    monitor.tell(at.events);
    monitor.start(at.environment);
    if (!this.#refuses || at.operation === 'health') return next;
    const provider = at.provider.id;
    return (call) => {
      if (monitor.status.state !== 'down') return next(call);
      const { operation, context } = call;
      const { detail } = monitor.status;
      const message = `Not asked: ${provider} is down, by its health checks${detail === undefined ? '.' : `: ${detail}`}`;
      const known = { provider, operation, retryAfterMs: monitor.nextInMs, attempts: context.trace.attempts };
      return Promise.reject(new KitError('circuit-open', message, known));
    };
  }
}
