// otel: OpenTelemetry spans and metrics of every call, complete and streamed alike.
import {
  type Call,
  checkOptions,
  type Handler,
  type Middleware,
  type Operation,
  observe,
  type WrapPoint,
  withNote,
} from '@kit/core';
import {
  type Attributes,
  context,
  isSpanContextValid,
  type Meter,
  metrics,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { requestAttributes } from './attributes.ts';
import { type Instruments, instruments } from './instruments.ts';
import { operationName } from './semantic-conventions.ts';
import { contextOf, TracedCall } from './traced-call.ts';

export interface OtelOptions {
  /** Default: the tracer `@kit/plugin-otel` of the global provider. */
  readonly tracer?: Tracer;
  /** Default: the meter `@kit/plugin-otel` of the global provider. */
  readonly meter?: Meter;
  /** Prompts, answers and tool definitions are recorded on spans. Default false. */
  readonly content?: boolean;
  /** More attributes for each span, for example `gen_ai.conversation.id`. */
  readonly attributes?: (call: Call) => Attributes | undefined;
}

const NAME = '@kit/plugin-otel';

/**
 * Spans and metrics by OpenTelemetry's GenAI semantic conventions. A span covers its call with all that stands inside of
 * this middleware; of several otel() in one another, the innermost tells what was used.
 *
 * @example
 * const ai = pipeline(openai()).use(otel(), retry());
 *
 * @throws KitError `config` for a wrong option.
 */
export function otel(options: OtelOptions = {}): Middleware {
  checkOptions('otel()', options, { tracer: 'object', meter: 'object', content: 'boolean', attributes: 'function' });
  let made: Telemetry | undefined;
  return {
    name: 'otel',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      // Asked for when the first pipeline is wrapped: global providers may be registered after this was called.
      const telemetry = (made ??= {
        tracer: options.tracer ?? trace.getTracer(NAME),
        instruments: instruments(options.meter ?? metrics.getMeter(NAME)),
        content: options.content ?? false,
        attributes: options.attributes,
      });
      const observed = observe(next, (call) => nearestSpan(call) as TracedCall<K>);
      return (call) => {
        let traced: TracedCall<K>;
        try {
          traced = begin(call, at, telemetry);
        } catch (error) {
          // A tracer or a function of the user's that throws must not refuse calls.
          at.events.emit('observer-error', { name: 'otel', error, operation: at.operation });
          return next(call);
        }
        const inner = { ...call, context: withNote(call.context, NAME, traced) } as Call<K>;
        return context.with(traced.inside, () => observed(inner));
      };
    },
  };
}

interface Telemetry {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  readonly content: boolean;
  readonly attributes: OtelOptions['attributes'];
}

/** The call's span that is nearest further out, if there is one. */
function nearestSpan(call: Pick<Call, 'context'>): TracedCall<Operation> | undefined {
  return call.context.notes.get(NAME) as TracedCall<Operation> | undefined;
}

function begin<K extends Operation>(call: Call<K>, at: WrapPoint<K>, telemetry: Telemetry): TracedCall<K> {
  const { tracer, content, attributes } = telemetry;
  const any = call as unknown as Call;
  const outer = nearestSpan(call);
  const outside = outer?.inside ?? context.active();
  const provider = at.provider.vendor ?? at.provider.id;
  const { model } = call.request as { readonly model?: string };
  const name = model ? `${operationName(at.operation)} ${model}` : operationName(at.operation);
  const requested = requestAttributes(any, provider, at.streamed);
  const all = attributes ? { ...requested, ...attributes(any) } : requested;
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: all }, outside);
  if (outer) outer.hasInner = true;
  // Without an id it can be nobody's parent: no provider is registered.
  const inside = isSpanContextValid(span.spanContext()) ? contextOf(span, outside) : outside;
  const { instruments: recorded } = telemetry;
  return new TracedCall<K>(call, { span, inside, requested, instruments: recorded, content, streamed: at.streamed });
}
