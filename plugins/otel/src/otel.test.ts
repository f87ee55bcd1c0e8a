import { chatResponse, defineProvider, type Message, type Middleware, pipeline, user } from '@kit/core';
import { type SimulatorOptions, simulator, wireProvider } from '@kit/testing';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import { type OtelOptions, otel } from './otel.ts';

const messages = [user('my prompt')];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function traced(options: OtelOptions = {}, simulated: SimulatorOptions = {}) {
  const server = await simulator(simulated);
  const exporter = new InMemorySpanExporter();
  const spans = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 1_000_000 });
  const meters = new MeterProvider({ readers: [reader] });
  const provider = wireProvider({ baseURL: server.openaiURL, apiKey: 'sk-very-secret', model: 'gpt-5' });
  const plugin = otel({ tracer: spans.getTracer('test'), meter: meters.getMeter('test'), ...options });
  closers.push(async () => {
    await provider.close?.();
    await server.close();
    await spans.shutdown();
    await meters.shutdown();
  });
  const recorded = async () => {
    await reader.forceFlush();
    const all = metricExporter.getMetrics().at(-1)?.scopeMetrics[0]?.metrics ?? [];
    return new Map(all.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]));
  };
  return { provider, plugin, ai: pipeline(provider).use(plugin), spans: () => exporter.getFinishedSpans(), recorded };
}

describe('otel', () => {
  it('makes one span for each call, complete or streamed, by the conventions', async () => {
    const { ai, spans } = await traced({
      attributes: ({ context }) => ({ 'gen_ai.conversation.id': context.correlationId }),
    });
    await ai.chat({ model: 'gpt-5', messages, maxTokens: 50, stop: 'END' }, { correlationId: 'conv-1' });
    await ai.stream({ model: 'gpt-5', messages }).response;
    const [chat, stream] = spans();
    for (const span of [chat, stream]) {
      expect(span).toMatchObject({ name: 'chat gpt-5', kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } });
      expect(span?.attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5',
        'gen_ai.response.model': expect.any(String),
        'gen_ai.response.id': expect.any(String),
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': expect.any(Number),
        'gen_ai.usage.output_tokens': expect.any(Number),
      });
    }
    expect(chat?.attributes).toMatchObject({
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.conversation.id': 'conv-1',
    });
    expect(chat?.attributes['gen_ai.request.stream']).toBeUndefined();
    expect(stream?.attributes['gen_ai.request.stream']).toBe(true);
    expect(stream?.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
  });

  it('records content only when asked to, and never a key', async () => {
    const quiet = await traced();
    await quiet.ai.chat({ messages });
    expect(JSON.stringify(quiet.spans()[0]?.attributes)).not.toMatch(/my prompt|You said|secret/);
    const loud = await traced({ content: true });
    await loud.ai.stream({ messages }).response;
    const attributes = loud.spans()[0]?.attributes ?? {};
    expect(JSON.parse(attributes['gen_ai.input.messages'] as string)).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'my prompt' }] },
    ]);
    expect(JSON.parse(attributes['gen_ai.output.messages'] as string)).toMatchObject([
      { role: 'assistant', parts: [{ type: 'text', content: 'You said: my prompt' }], finish_reason: 'stop' },
    ]);
  });

  it('tells usage only on the span that made the request, and joins the spans of one call', async () => {
    const { provider, plugin, spans, recorded } = await traced();
    const ai = pipeline(pipeline(provider).use(plugin)).use(plugin);
    await ai.stream({ messages }).response;
    const [inner, outer] = spans();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.attributes['gen_ai.usage.output_tokens']).toBeGreaterThan(0);
    expect(outer?.attributes['gen_ai.usage.output_tokens']).toBeUndefined();
    const points = (await recorded()).get('gen_ai.client.token.usage') ?? [];
    expect(points.map(({ value }) => (value as { count: number }).count)).toEqual([1, 1]);
  });

  it('tells no usage for what a cache answered', async () => {
    const { provider, plugin, spans, recorded } = await traced();
    const cached: Middleware = {
      name: 'cached',
      wrap: (next) => async (call) => {
        const result = (await next(call)) as unknown as { readonly meta: object };
        return { ...result, meta: { ...result.meta, cache: { hit: 'exact' } } } as never;
      },
    };
    await pipeline(provider).use(plugin, cached).chat({ messages });
    expect(spans()[0]?.attributes['kit.cache.hit']).toBe('exact');
    expect(spans()[0]?.attributes['gen_ai.usage.input_tokens']).toBeUndefined();
    expect((await recorded()).has('gen_ai.client.token.usage')).toBe(false);
  });

  it('shows failures, lost attempts, aborts and streams that are left', async () => {
    const { provider, plugin, ai, spans } = await traced(
      {},
      { tokenPauseMs: 5, faults: ({ index }) => (index < 2 ? { status: 503 } : undefined) },
    );
    await ai.chat({ messages }).catch(() => {});
    const again: Middleware = { name: 'again', wrap: (next) => (call) => next(call).catch(() => next(call)) };
    await pipeline(provider).use(plugin, again).stream({ messages }).response;
    for await (const _part of ai.stream({ messages })) break;
    const controller = new AbortController();
    const stream = ai.stream({ messages }, { signal: controller.signal });
    await stream.ready();
    controller.abort();
    await stream.response.catch(() => {});
    const [failed, retried, left, aborted] = spans();
    expect(failed?.status.code).toBe(SpanStatusCode.ERROR);
    expect(failed?.attributes['error.type']).toBe('overloaded');
    expect(retried?.events.map(({ attributes }) => attributes?.['kit.outcome'])).toEqual(['failed', 'complete']);
    expect(left?.attributes).toMatchObject({ 'kit.outcome': 'abandoned' });
    expect(left?.status.code).toBe(SpanStatusCode.UNSET);
    expect(aborted?.attributes).toMatchObject({ 'kit.outcome': 'cancelled', 'error.type': 'aborted' });
    expect(spans()).toHaveLength(4);
  });

  it('records the metrics of the conventions', async () => {
    const { ai, recorded } = await traced();
    await ai.chat({ messages });
    await ai.stream({ messages }).response;
    const all = await recorded();
    expect([...all.keys()].toSorted()).toEqual([
      'gen_ai.client.operation.duration',
      'gen_ai.client.operation.time_to_first_chunk',
      'gen_ai.client.token.usage',
    ]);
    const types = all.get('gen_ai.client.token.usage')?.map(({ attributes }) => attributes['gen_ai.token.type']);
    expect(types?.toSorted()).toEqual(['input', 'output']);
    expect(all.get('gen_ai.client.operation.duration')?.[0]?.attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.operation.name': 'chat',
    });
  });

  it('never refuses a call because telemetry fails, and costs nothing that shows without a provider', async () => {
    const { provider } = await traced();
    const failing = otel({
      attributes: () => {
        throw new Error('oops');
      },
    });
    expect((await pipeline(provider).use(failing).chat({ messages })).text).toContain('You said');
    expect((await pipeline(provider).use(otel()).stream({ messages }).response).text).toContain('You said');
    expect(() => otel({ contents: true } as object)).toThrow('Did you mean `content`?');
  });
});

describe('content that cannot be written down', () => {
  it('is left out, and costs neither the call nor its span', async () => {
    const { plugin, spans } = await traced({ content: true });
    const choices = [{ message: { role: 'assistant', content: 'Hi' }, finishReason: 'stop' }] as const;
    const parrot = defineProvider({
      id: 'parrot',
      operations: {
        chat: async () => chatResponse({ choices, meta: { provider: 'parrot', timings: {}, attempts: [] } }),
      },
    });
    const call = { type: 'tool-call', id: 'c1', name: 'add', arguments: '{}', input: { rows: 10n } } as never;
    const asked: Message[] = [user('Hi'), { role: 'assistant', content: [call] }];
    expect((await pipeline(parrot).use(plugin).chat({ messages: asked })).text).toBe('Hi');
    const [span] = spans();
    expect(span?.attributes['gen_ai.input.messages']).toBeUndefined();
    expect(span?.attributes['gen_ai.output.messages']).toContain('Hi');
  });
});
