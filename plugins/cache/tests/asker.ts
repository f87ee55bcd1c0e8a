// A process with a cache of its own over a store of all: at each SIGUSR2 it asks its next question, complete and streamed, and
// says what it got. SIGTERM ends it in order.
//
//   node asker.ts <kind of store> <url or file> <namespace> <its name> <question> …
import { chatResponse, defineProvider, pipeline, type StreamPart, user } from '@kit/core';
import { cache } from '../src/index.ts';
import { openStore, type StoreKind } from './stores.ts';

const [kind, place, namespace, name, ...questions] = process.argv.slice(2) as [StoreKind, string, string, string];
const vendor = defineProvider({
  id: 'vendor',
  operations: {
    chat: async () =>
      chatResponse({ choices: [{ message: { role: 'assistant', content: `said to ${name}` }, finishReason: 'stop' }] }),
    async *stream(): AsyncGenerator<StreamPart> {
      for (const text of ['streamed', ' to', ` ${name}`]) yield { type: 'text', text };
      yield { type: 'finish', finishReason: 'stop' };
    },
  },
});
const { store, close } = openStore(kind, place);
const ai = pipeline(vendor).use(cache({ store, namespace, storeTimeoutMs: 2_000 }));

async function ask(question: string | undefined) {
  const request = { messages: [user(`${question}`)] };
  const answer = await ai.chat(request);
  const stream = await ai.stream(request).response;
  const told = [answer, stream].map(({ text, meta }) => `${text} (${meta.cache?.hit ?? 'asked'})`);
  console.log(`${question}: ${told.join(', ')}`);
}

const alive = setInterval(() => {}, 60_000);
process.on('SIGUSR2', () => void ask(questions.shift()));
process.on('SIGTERM', async () => {
  clearInterval(alive);
  await close();
});
console.log('ready');
