// Metrics: what went through a pipeline, as a table, as Prometheus text and as data.
import { pipeline, user } from '@kit/core';
import { metrics } from '@kit/plugin-metrics';
import { retry } from '@kit/plugin-retry';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();

const measured = metrics();
const ai = pipeline(provider).use(measured, retry());

const messages = [user('Say hello in one sentence.')];
await ai.chat({ model, messages });
for (let index = 0; index < 3; index++) await ai.stream({ model, messages }).response;
// A stream that is left early counts, too, with what it used.
for await (const _part of ai.stream({ model, messages })) break;

console.log(measured.table());

const [first] = measured.prometheus().match(/^kit_tokens_total.*/gm) ?? [];
console.log(first);

for (const { operation, outcomes } of measured.snapshot().series) console.log(operation, JSON.stringify(outcomes));

await ai.close();
await close();
