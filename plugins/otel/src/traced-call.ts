// One call's span, from its begin to its end.
import type { Attempt, Call, Observer, Operation, Outcome, ResponseMeta } from '@kit/core';
import { type Attributes, type Context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { metaAttributes, resultAttributes, usageAttributes } from './attributes.ts';
import { inputContent, outputContent } from './content.ts';
import type { Instruments } from './instruments.ts';
import { providerName } from './semantic-conventions.ts';

export class TracedCall<K extends Operation> implements Observer<K> {
  readonly span: Span;
  /** What spans of this call's inside have as their parent. */
  readonly inside: Context;
  /** Another otel() further in has a span for the request: that one tells what was used. */
  hasInner = false;
  readonly #call: Call<K>;
  readonly #instruments: Instruments;
  readonly #content: boolean;
  readonly #streamed: boolean;
  readonly #beganMs: number;
  readonly #from: number;
  #labels: Attributes;
  #meta: ResponseMeta | undefined;

  constructor(call: Call<K>, { span, inside, requested, instruments, content, streamed }: TracedCallOptions) {
    this.span = span;
    this.inside = inside;
    this.#call = call;
    this.#instruments = instruments;
    this.#content = content;
    this.#streamed = streamed;
    this.#beganMs = call.context.environment.monotonicMs();
    this.#from = call.context.trace.attempts.length;
    this.#labels = {
      'gen_ai.operation.name': requested['gen_ai.operation.name'],
      'gen_ai.provider.name': requested['gen_ai.provider.name'],
      'gen_ai.request.model': requested['gen_ai.request.model'],
    };
    if (span.isRecording() && content) span.setAttributes(inputContent(call.request));
  }

  committed(meta: ResponseMeta | undefined): void {
    this.#meta = meta;
    if (meta) this.#learn(metaAttributes(meta));
    if (!this.#streamed) return;
    const seconds = this.#elapsedSeconds();
    this.span.setAttribute('gen_ai.response.time_to_first_chunk', seconds);
    if (!this.hasInner) this.#instruments.firstChunk(seconds, this.#labels);
  }

  settled(outcome: Outcome<K>): void {
    const { span } = this;
    try {
      if (outcome.status !== 'complete') this.#failed(outcome);
      const madeRequest = !this.hasInner && !this.#meta?.cache;
      if (span.isRecording()) this.#describe(outcome, madeRequest);
      if (this.hasInner) return;
      if (madeRequest && outcome.usage) this.#instruments.tokens(outcome.usage, this.#labels);
      const error = outcome.status === 'complete' || outcome.status === 'abandoned' ? undefined : outcome.error.code;
      this.#instruments.duration(
        this.#elapsedSeconds(),
        error ? { ...this.#labels, 'error.type': error } : this.#labels,
      );
    } finally {
      span.end();
    }
  }

  #failed({ status, error }: Exclude<Outcome<K>, { status: 'complete' }>): void {
    const { span } = this;
    span.setAttribute('kit.outcome', status);
    // Whoever leaves a stream has what was wanted.
    if (status === 'abandoned') return;
    span.setAttribute('error.type', error.code);
    // A caller that aborts is not an error of the call.
    if (status === 'failed') span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    if (this.#meta) return;
    this.#learn({
      'gen_ai.provider.name': error.provider && providerName(error.provider),
      'gen_ai.request.model': error.model,
    });
  }

  #describe(outcome: Outcome<K>, madeRequest: boolean): void {
    const { span } = this;
    const result = outcome.status === 'complete' ? outcome.result : outcome.partial;
    span.setAttributes(resultAttributes(result));
    if (this.#content) span.setAttributes(outputContent(result));
    if (!madeRequest) return;
    if (outcome.usage) span.setAttributes(usageAttributes(outcome.usage));
    const attempts = this.#call.context.trace.attempts.slice(this.#from);
    if (attempts.length > 1) for (const attempt of attempts) span.addEvent('kit.attempt', attemptAttributes(attempt));
  }

  /** What is known now, on the span and in the metrics. */
  #learn(attributes: Attributes): void {
    const { span } = this;
    if (span.isRecording()) {
      for (const [name, value] of Object.entries(attributes)) if (value !== undefined) span.setAttribute(name, value);
    }
    const labels: Attributes = { ...this.#labels };
    for (const name of learnedLabels) if (attributes[name] !== undefined) labels[name] = attributes[name];
    this.#labels = labels;
  }

  #elapsedSeconds(): number {
    return (this.#call.context.environment.monotonicMs() - this.#beganMs) / 1000;
  }
}

export interface TracedCallOptions {
  readonly span: Span;
  readonly inside: Context;
  /** What the span says of the request. */
  readonly requested: Attributes;
  readonly instruments: Instruments;
  readonly content: boolean;
  readonly streamed: boolean;
}

/** What the metrics say of who answered. */
const learnedLabels = ['gen_ai.provider.name', 'gen_ai.request.model', 'gen_ai.response.model'] as const;

function attemptAttributes({ provider, model, target, outcome, status, error, timings }: Attempt): Attributes {
  return {
    'gen_ai.provider.name': providerName(provider),
    'gen_ai.request.model': model,
    'kit.target': target,
    'kit.outcome': outcome,
    'http.response.status_code': status,
    'error.type': error?.code,
    'kit.duration_ms': timings.totalMs,
  };
}

/** A context in which `span` is the parent of what begins. */
export const contextOf = (span: Span, outside: Context): Context => trace.setSpan(outside, span);
