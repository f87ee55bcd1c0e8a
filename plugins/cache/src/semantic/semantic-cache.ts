// semanticCache: answers a question with what was answered to one that means the same.
import {
  type ChatResponse,
  type ChatStream,
  defineMiddleware,
  type Handler,
  type Middleware,
  type StreamPart,
  type WrapPoint,
} from '@kit/core';
import { durationMs } from '../duration.ts';
import { keptResult } from '../kept-result.ts';
import { partBytes } from '../part-bytes.ts';
import { type Pace, replayedStream } from '../replayed-stream.ts';
import { servedResult } from '../served.ts';
import { embedder } from './embedding.ts';
import { memoryIndex } from './memory-index.ts';
import { SafeIndex } from './safe-index.ts';
import { checkSemanticOptions, type SemanticCacheOptions } from './semantic-options.ts';
import { type Question, SemanticShelf, type SemanticShelfOptions } from './semantic-shelf.ts';

/**
 * Answers a chat from the cache when its last user message means the same as one before, and everything else is equal:
 * tenant, model, system prompt, conversation, tools, output format, settings. Complete and streamed replies alike.
 * An embedding or an index that fails is a miss, never a failure.
 *
 * @example
 * const ai = pipeline(openai()).use(semanticCache({ embed: openai(), model: 'text-embedding-3-small' }));
 * const { meta } = await ai.chat(request); // meta.cache: { hit: 'semantic', similarity: 0.97, … }
 *
 * @throws KitError `config` for a wrong option or hint.
 */
export function semanticCache(options: SemanticCacheOptions): Middleware {
  checkSemanticOptions(options);
  const {
    threshold = 0.95,
    ttl = '1h',
    indexTimeoutMs = 500,
    maxEntries = 2_000,
    maxBytes = 64 * 2 ** 20,
    maxEntryBytes = 2 ** 20,
    maxTextLength = 500,
    finishReasons = ['stop'],
    replay = 'at-once',
    namespace,
    keep,
    same,
    vary,
  } = options;
  const { index = memoryIndex({ maxEntries, maxBytes, atLeast: threshold }) } = options;
  const common: SemanticShelfOptions = {
    index: new SafeIndex(index, indexTimeoutMs),
    ttlMs: durationMs(ttl, 'semanticCache()', 'ttl'),
    finishReasons: new Set(finishReasons),
    threshold,
    maxEntryBytes,
    maxTextLength,
    keep,
    same,
  };
  let wraps = 0;
  const shelfAt = (at: WrapPoint<'chat'> | WrapPoint<'stream'>) => {
    // What lies behind differs from pipeline to pipeline (a default model, say) and cannot be seen from here.
    const space = { namespace: namespace ?? `#${wraps++}`, provider: at.provider.id, vary };
    return new SemanticShelf(common, embedder(options, at.environment), space, at);
  };
  return defineMiddleware({
    name: 'semantic-cache',
    chat: (next, at) => replies(next, shelfAt(at)),
    stream: (next, at) => streams(next, shelfAt(at), replay, maxEntryBytes),
    // An index of one's own is one's own to close.
    close: async () => {
      if (!options.index) await index.clear?.();
    },
  });
}

function replies(next: Handler<'chat'>, shelf: SemanticShelf): Handler<'chat'> {
  return async (call) => {
    const question = await shelf.question(call);
    if (!question) return next(call);
    const found = await shelf.find(question);
    if (found && 'result' in found.entry.kept) {
      shelf.tellHit(question, found.hit);
      return servedResult(found.entry.kept.result, call.context, found.hit) as ChatResponse;
    }
    shelf.tellMiss(question);
    const result = await next(call);
    shelf.keep(question, result, () => ({ result: keptResult(result) }));
    return result;
  };
}

function streams(next: Handler<'stream'>, shelf: SemanticShelf, pace: Pace, maxBytes: number): Handler<'stream'> {
  return async (call) => {
    const question = await shelf.question(call);
    if (!question) return next(call);
    const found = await shelf.find(question);
    if (found && 'recording' in found.entry.kept) {
      shelf.tellHit(question, found.hit);
      // The operation says that it is a chat's.
      const stream = replayedStream('stream', call.context, found.entry.kept.recording, found.hit, pace);
      return stream as unknown as ChatStream;
    }
    shelf.tellMiss(question);
    return recorded(await next(call), shelf, question, maxBytes);
  };
}

/** Keeps the parts that go by, if all of them do and they are not too many. */
function recorded(stream: ChatStream, shelf: SemanticShelf, question: Question, maxBytes: number): ChatStream {
  const { environment } = question.call.context;
  const startedAtMs = environment.monotonicMs();
  let batches: (readonly StreamPart[])[] = [];
  const times: number[] = [];
  let bytes = 0;
  return stream.observe({
    batch(parts) {
      if (bytes > maxBytes) return;
      bytes += partBytes(parts);
      if (bytes > maxBytes) batches = [];
      else {
        batches.push(parts);
        times.push(environment.monotonicMs() - startedAtMs);
      }
    },
    settled(outcome) {
      if (outcome.status !== 'complete' || bytes > maxBytes) return;
      shelf.keep(question, outcome.result, () => ({ recording: { times, batches } }));
    },
  });
}
