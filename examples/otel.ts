// OpenTelemetry: spans by the GenAI conventions, here kept in memory; in production the SDK sends them to a collector.
import { pipeline, user } from '@kit/core';
import { otel } from '@kit/plugin-otel';
import { retry } from '@kit/plugin-retry';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();

const exporter = new InMemorySpanExporter();
const spans = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const ai = pipeline(provider).use(otel({ tracer: spans.getTracer('example') }), retry());
const messages = [user('Say hello in one sentence.')];
await ai.chat({ model, messages });
await ai.stream({ model, messages }).response;

for (const { name, attributes } of exporter.getFinishedSpans()) {
  console.log(name);
  for (const [key, value] of Object.entries(attributes)) console.log(`  ${key} = ${JSON.stringify(value)}`);
}

await spans.shutdown();
await close();
