// A middleware of one's own: measures every operation, complete or streamed, however it ends.
import { defineMiddleware, observe, pipeline, user } from '@kit/core';
import { anyVendor } from './vendors.ts';

const measure = defineMiddleware({
  name: 'measure',
  // Wrapped once per operation when the pipeline is built; the inner function runs for each call.
  every: (next, { operation }) =>
    observe(next, ({ context }) => {
      const began = context.environment.monotonicMs();
      let firstMs = 0;
      return {
        committed: () => {
          firstMs = context.environment.monotonicMs() - began;
        },
        settled: ({ status, usage }) => {
          const totalMs = context.environment.monotonicMs() - began;
          console.log(
            `${operation}: ${status}, first part ${firstMs.toFixed(0)} ms, total ${totalMs.toFixed(0)} ms, ${usage?.outputTokens ?? '?'} tokens out`,
          );
        },
      };
    }),
});

// A middleware may also change calls and answers, with the types of the operation.
const shout = defineMiddleware({
  name: 'shout',
  chat: (next) => async (call) => {
    const response = await next(call);
    return { ...response, text: response.text.toUpperCase() };
  },
  stream: (next) => async (call) => {
    const stream = await next(call);
    return stream.map((parts) =>
      parts.map((part) => (part.type === 'text' ? { ...part, text: part.text.toUpperCase() } : part)),
    );
  },
});

const { provider, model, close } = await anyVendor();
const ai = pipeline(provider).use(measure, shout);
const request = { model, messages: [user('Say hello.')] };

console.log((await ai.chat(request)).text);
for await (const text of ai.stream(request).text) process.stdout.write(text);
console.log();

// Left early: settled all the same.
for await (const _part of ai.stream(request)) break;

await close();
