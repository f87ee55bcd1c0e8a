// A provider of one's own, in one file, with an operation that kit does not know.
import { chatResponse, defineProvider, estimateTokens, pipeline, user } from '@kit/core';
import { fallback } from '@kit/plugin-router';
import { anyVendor } from './vendors.ts';

declare module '@kit/core' {
  interface Operations {
    /** How often each word occurs. */
    countWords: { request: { text: string }; result: { counts: Readonly<Record<string, number>> } };
  }
}

const answerTo = (messages: readonly { content: unknown }[]) => `You said: ${messages.at(-1)?.content}`;

const parrot = defineProvider({
  id: 'parrot',
  name: 'Parrot',
  model: 'parrot-1',
  operations: {
    async chat({ messages }) {
      const text = answerTo(messages);
      return chatResponse({
        choices: [{ message: { role: 'assistant', content: text }, finishReason: 'stop' }],
        usage: { state: 'estimated', outputTokens: estimateTokens(text) },
      });
    },
    // A stream is a generator of parts; `finish` is the last.
    async *stream({ messages }) {
      for (const word of answerTo(messages).split(' ')) yield { type: 'text', text: `${word} ` };
      yield { type: 'finish', finishReason: 'stop' };
    },
    async countWords({ text }) {
      const counts: Record<string, number> = {};
      for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) counts[word] = (counts[word] ?? 0) + 1;
      return { counts };
    },
  },
});

// It has the methods of its operations, meta, attempts and typed errors, like any other.
const ai = pipeline(parrot);
const { text, meta } = await ai.chat({ messages: [user('Hello there')] });
console.log(`${text} (${meta.provider}, ${meta.model})`);
console.log((await ai.countWords({ text: 'to be or not to be' })).counts);

// And it stands beside the others: here as the last resort.
const { provider, model, close } = await anyVendor();
const both = pipeline(fallback(provider, parrot));
console.log((await both.chat({ model, messages: [user('Hi')] })).meta.provider);
// @ts-expect-error the vendor has no countWords, so the fallback over both has none
both.countWords;

await close();
