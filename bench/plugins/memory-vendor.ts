// A vendor in memory: what it answers is there at once, with an attempt in the trace and usage, as real ones have them.
import {
  beginAttempt,
  type CallContext,
  type ChatResponse,
  ChatStream,
  chatResponse,
  foldChat,
  openStream,
  type PartSource,
  type Provider,
  type StreamPart,
  type Usage,
} from '@kit/core';

const provider = 'vendor';
const usage: Usage = { state: 'reported', inputTokens: 12, outputTokens: 34 };
const answer = chatResponse({
  choices: [{ message: { role: 'assistant', content: 'Hello, what can I do for you?' }, finishReason: 'stop' }],
  usage,
  meta: { provider, timings: {}, attempts: [] },
});

export interface MemoryVendorOptions {
  /** The parts of a stream, in the batches in which they come. Default: one word. */
  readonly batches?: readonly (readonly StreamPart[])[];
  /** The stream stays open after its batches, as one that waits for its vendor. */
  readonly waits?: boolean;
}

export function memoryVendor({
  batches = [[word]],
  waits = false,
}: MemoryVendorOptions = {}): Provider<'chat' | 'stream'> {
  const begin = (context: CallContext, operation: 'chat' | 'stream') =>
    beginAttempt(context, { provider, operation, model: 'm' });
  return {
    id: provider,
    handlers: {
      chat: ({ context }) => {
        const attempt = begin(context, 'chat');
        attempt.settle('complete', { usage, timings: { totalMs: 1 } });
        const meta = { provider, requestedModel: 'm', model: 'm', timings: { totalMs: 1 } };
        const response: ChatResponse = { ...answer, meta: { ...meta, attempts: context.trace.attempts } };
        return Promise.resolve(response);
      },
      stream: async ({ context }) => {
        const opened = await openStream(scripted(batches, waits), {
          context,
          attempt: begin(context, 'stream'),
          newFold: foldChat,
          known: { provider, operation: 'stream', model: 'm' },
          meta: { provider, requestedModel: 'm', model: 'm' },
          startedAtMs: context.environment.monotonicMs(),
        });
        return new ChatStream(opened);
      },
    },
  };
}

const word: StreamPart = { type: 'text', text: 'word ' };
const end: readonly StreamPart[] = [
  { type: 'usage', usage },
  { type: 'finish', finishReason: 'stop' },
];

function scripted(batches: readonly (readonly StreamPart[])[], waits: boolean): PartSource<StreamPart> {
  let at = 0;
  let cancelled = false;
  return {
    read() {
      if (cancelled) return null;
      const batch = batches[at++];
      if (batch) return batch;
      if (waits) return undefined;
      return at === batches.length + 1 ? end : null;
    },
    cancel() {
      cancelled = true;
    },
  };
}

/** So many parts, so many at a time: as they come from a network that is slow, or fast. */
export function textBatches(parts: number, perBatch: number): readonly (readonly StreamPart[])[] {
  return Array.from({ length: parts / perBatch }, () => Array.from({ length: perBatch }, () => ({ ...word })));
}
