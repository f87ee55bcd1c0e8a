// Limits: two calls at a time, twenty a second, and customers who take turns when they wait.
import { isKitError, pipeline, user } from '@kit/core';
import { ratelimit } from '@kit/plugin-ratelimit';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();

const ai = pipeline(provider).use(ratelimit({ concurrency: 2, requestsPerSecond: 20, queue: { size: 10 } }));
ai.on('rate-limited', ({ key, waitMs }) =>
  console.log(`a call for ${key} waits (${waitMs ? `${waitMs} ms` : 'for a place'})`),
);

// acme comes first and asks for more; globex need not wait for all of it.
const answered: string[] = [];
const ask = async (tenant: string) => {
  await ai.chat({ model, messages: [user('Say hello.')], maxTokens: 50 }, { tenant });
  answered.push(tenant);
};
await Promise.all([...Array.from({ length: 6 }, () => ask('acme')), ask('globex')]);
console.log('answered:', answered.join(' '));

// More than may wait: refused at once, with when to come again.
const many = await Promise.allSettled(Array.from({ length: 20 }, () => ask('acme')));
const refusals = many.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
const [refusal] = refusals;
if (isKitError(refusal))
  console.log(`refused: ${refusals.length} × ${refusal.code}, try again in ${refusal.retryAfterMs} ms`);

await ai.close();
await close();
