// What watching a stream costs a part: the same stream with and without an observer of its batches, in interleaved
// rounds. A process of its own; prints its rounds as JSON.
import {
  ChatStream,
  defineMiddleware,
  foldChat,
  observe,
  type PartSource,
  type Pipeline,
  type Provider,
  pipeline,
  type StreamPart,
  user,
} from '@kit/core';

const PARTS = 20_000;
const WARM_UP_ROUNDS = 20;

const parts: readonly StreamPart[] = Array.from({ length: PARTS }, () => ({ type: 'text', text: ' word' }));
const finish: StreamPart = { type: 'finish', finishReason: 'stop' };
const meta = { provider: 'scripted', timings: {}, attempts: [] };

/** As many parts a batch as a network read brings events. */
function scripted(batchSize: number): Provider<'stream'> {
  const batches: (readonly StreamPart[])[] = [];
  for (let at = 0; at < PARTS; at += batchSize) batches.push(parts.slice(at, at + batchSize));
  const source = (): PartSource<StreamPart> => {
    let at = 0;
    return {
      read: () => (at < batches.length ? batches[at++] : at++ === batches.length ? [finish] : null),
      cancel() {},
    };
  };
  const stream = () => Promise.resolve(new ChatStream({ source: source(), fold: foldChat(), newFold: foldChat, meta }));
  return { id: 'scripted', handlers: { stream } };
}

/** Looks at every part, and tells in the end how many characters it saw. */
const tap = (told: (characters: number) => void) =>
  defineMiddleware({
    name: 'tap',
    stream: (next) =>
      observe(next, () => {
        let characters = 0;
        return {
          batch(batch) {
            for (const part of batch) if (part.type === 'text') characters += part.text.length;
          },
          settled: () => told(characters),
        };
      }),
  });

/** CPU nanoseconds a part of reading a stream to its end. */
async function readOnce(ai: Pipeline<'stream'>): Promise<number> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  let characters = 0;
  for await (const part of ai.stream({ messages: [user('Hi')] }))
    if (part.type === 'text') characters += part.text.length;
  const { user: userMicros, system } = process.cpuUsage(before);
  if (characters !== PARTS * ' word'.length) throw new Error(`read ${characters} characters`);
  return ((userMicros + system) * 1_000) / PARTS;
}

async function measure(batchSize: number, rounds: number): Promise<readonly number[]> {
  const bare = pipeline(scripted(batchSize));
  let seen = 0;
  const tapped = bare.use(
    tap((characters) => {
      seen += characters;
    }),
  );
  const added: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    // What runs first in a round changes, so that neither always finds the other's leavings.
    const first = await readOnce(round % 2 === 0 ? bare : tapped);
    const second = await readOnce(round % 2 === 0 ? tapped : bare);
    if (round >= 0) added.push(round % 2 === 0 ? second - first : first - second);
  }
  if (seen === 0) throw new Error('the tap saw nothing');
  return added;
}

const rounds = Number(process.argv[2]);
console.log(JSON.stringify({ coalesced: await measure(40, rounds), live: await measure(1, rounds) }));
