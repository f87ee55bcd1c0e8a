// Logs: one line for each call, and for what happens on its way, joined by the ids that the caller gave.
import { pipeline, user } from '@kit/core';
import { type LogEntry, log } from '@kit/plugin-log';
import { retry } from '@kit/plugin-retry';
import { openai } from '@kit/provider-openai';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();

// Any logger with pino's methods will do; this one shows what an entry holds.
const to = ({ level, event, message, correlationId, attempts, outcome }: LogEntry) =>
  console.log(level.padEnd(5), event.padEnd(8), message, JSON.stringify({ correlationId, attempts, outcome }));

const messages = [user('Say hello in one sentence.')];
const options = { correlationId: 'order-42', tenant: 'acme' };

const ai = pipeline(provider).use(log({ to }), retry());
await ai.chat({ model, messages }, options);
await ai.stream({ model, messages }, options).response;

// Nothing listens there: the log says so, and that it was tried again.
const broken = openai({ baseURL: 'http://127.0.0.1:9', apiKey: 'no-key-needed' });
const failing = pipeline(broken).use(log({ to }), retry({ attempts: 2, baseDelayMs: 5 }));
await failing.chat({ model, messages }, options).catch(() => {});

await close();
