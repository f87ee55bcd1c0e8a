// log: one structured entry for each call's end, and one for each event of the pipeline.
import {
  type Call,
  checkOptions,
  type Environment,
  type EventHub,
  type Handler,
  type KitEvent,
  type Middleware,
  type Observer,
  type Operation,
  observe,
  type ResponseMeta,
  type WrapPoint,
} from '@kit/core';
import { answered, beginFields, endFields } from './call-fields.ts';
import {
  eventLevel,
  isLoud,
  type LevelRules,
  type LogEntry,
  type LogLevel,
  logLevels,
  outcomeLevel,
} from './log-entry.ts';
import { isOutlet, type Logger, outlet, type WriteEntry } from './outlet.ts';
import { type Redact, redaction } from './redaction.ts';

export interface LogOptions {
  /** Where entries go: a function, or a logger with pino's methods. Default: JSON lines on the console. */
  readonly to?: WriteEntry | Logger;
  /** What is quieter is not written. Default `info`. */
  readonly level?: LogLevel;
  /** Levels by event, outcome or error code: `{ retry: 'info', 'rate-limit': 'warn', 'cache-miss': false }`. */
  readonly levels?: LevelRules;
  /** More fields for each of a call's entries. */
  readonly fields?: (call: Call) => Readonly<Record<string, unknown>> | undefined;
  /** Prompts and answers are written, too. Default false. */
  readonly content?: boolean;
  /** Names of more fields that are masked at any depth. Keys and tokens always are. */
  readonly redact?: readonly string[];
  /** Changes every text that is written, for what names do not tell. */
  readonly mask?: (text: string) => string;
  /** Longer texts are cut. Default 2,000 characters. */
  readonly maxTextLength?: number;
}

/**
 * Writes what happens: the end of every call, complete or streamed, and what the pipeline's other parts tell.
 *
 * @example
 * const ai = pipeline(openai()).use(log({ to: pino() }), retry());
 *
 * @throws KitError `config` for a wrong option.
 */
export function log(options: LogOptions = {}): Middleware {
  checkLogOptions(options);
  const { to, level = 'info', levels = {}, content = false, redact = [], mask, maxTextLength = 2000 } = options;
  const desk: Desk = {
    write: outlet(to),
    least: level,
    levels,
    content,
    fields: options.fields,
    redact: redaction({ redact, mask, maxTextLength }),
  };
  const hubs = new Map<EventHub, () => void>();
  // A hub tells also what its children tell, and pipelines share providers: each event is written once.
  const heard = new WeakSet<KitEvent>();
  const hear = (event: KitEvent) => {
    if (heard.has(event)) return;
    heard.add(event);
    writeEvent(desk, event);
  };
  return {
    name: 'log',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      if (!hubs.has(at.events)) hubs.set(at.events, at.events.on('*', hear));
      return observe(next, (call) => new LoggedCall<K>(desk, call, at.provider.id));
    },
    close: async () => {
      for (const leave of hubs.values()) leave();
      hubs.clear();
    },
  };
}

interface Desk {
  readonly write: WriteEntry;
  readonly least: LogLevel;
  readonly levels: LevelRules;
  readonly content: boolean;
  readonly fields: LogOptions['fields'];
  readonly redact: Redact;
}

class LoggedCall<K extends Operation> implements Observer<K> {
  readonly #desk: Desk;
  readonly #call: Call<K>;
  readonly #provider: string;
  readonly #environment: Environment;
  readonly #beganMs: number;
  #meta: ResponseMeta | undefined;
  #firstPartMs: number | undefined;

  constructor(desk: Desk, call: Call<K>, provider: string) {
    this.#desk = desk;
    this.#call = call;
    this.#provider = provider;
    this.#environment = call.context.environment;
    this.#beganMs = this.#environment.monotonicMs();
    const level = Object.hasOwn(desk.levels, 'call-begin') ? desk.levels['call-begin'] : 'debug';
    if (level !== undefined && isLoud(level, desk.least)) this.#writeBegin(level);
  }

  #writeBegin(level: LogLevel): void {
    const { request, operation } = this.#call;
    const content = this.#desk.content && { request };
    try {
      this.#write(level, 'call-begin', `${operation} begins`, content || {});
    } catch {
      // What cannot be written must not refuse the call; its end is told in the same way, and reported.
    }
  }

  committed(meta: ResponseMeta | undefined): void {
    this.#meta = meta;
    this.#firstPartMs = this.#elapsedMs();
  }

  settled(outcome: Parameters<Observer<K>['settled']>[0]): void {
    const code = outcome.status === 'complete' ? undefined : outcome.error.code;
    const level = outcomeLevel(outcome.status, code, this.#desk.levels);
    if (!isLoud(level, this.#desk.least)) return;
    const { operation, context, request } = this.#call;
    const durationMs = this.#elapsedMs();
    const how = outcome.status === 'failed' ? `failed: ${code}` : outcome.status;
    this.#write(level, 'call-end', `${operation} ${how}`, {
      durationMs,
      ...(this.#firstPartMs !== undefined && this.#firstPartMs < durationMs && { firstPartMs: this.#firstPartMs }),
      ...endFields(outcome, this.#meta, context.trace.attempts),
      ...(this.#desk.content && { request, response: answered(outcome) }),
    });
  }

  #write(level: LogLevel, event: string, message: string, more: Record<string, unknown>): void {
    const { write, fields, redact } = this.#desk;
    const call = this.#call as unknown as Call;
    const all = { ...beginFields(call, this.#provider), ...known(more), ...fields?.(call) };
    const time = this.#environment.now();
    write({ ...(redact(all) as object), time, level, event, message } as LogEntry);
  }

  #elapsedMs(): number {
    return this.#environment.monotonicMs() - this.#beganMs;
  }
}

/** Fields without a value do not hide what is known. */
function known(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function writeEvent({ write, least, levels, redact }: Desk, event: KitEvent): void {
  const level = eventLevel(event.type, levels);
  if (!isLoud(level, least)) return;
  const { type, at, ...fields } = event;
  const message = event.provider ? `${type}: ${event.provider}` : type;
  write({ ...(redact(fields) as object), time: at, level, event: type, message });
}

function checkLogOptions(options: LogOptions): void {
  checkOptions('log()', options, {
    to: (value) => (isOutlet(value) ? undefined : 'a function, or a logger with debug, info, warn and error'),
    level: logLevels,
    levels: 'object',
    fields: 'function',
    content: 'boolean',
    redact: 'array',
    mask: 'function',
    maxTextLength: 'count',
  });
  const level = (value: unknown) =>
    value === false || logLevels.includes(value as LogLevel) ? undefined : 'false, "debug", "info", "warn" or "error"';
  const names = Object.keys(options.levels ?? {});
  checkOptions('log({ levels })', options.levels, Object.fromEntries(names.map((name) => [name, level])));
}
