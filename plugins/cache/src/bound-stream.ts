// A stream of ours: it ends with its call's scope, as every stream does.
import {
  type CallContext,
  deadlineMs,
  type Fold,
  foldChat,
  foldSpeech,
  foldTranscript,
  type KitError,
  type PartSource,
  type PartStream,
  type ResponseMeta,
  streamFor,
} from '@kit/core';

type AnyPart = { readonly type: string };
export type AnyStream = PartStream<AnyPart, unknown>;

const folds = { stream: foldChat, speechStream: foldSpeech, transcribeStream: foldTranscript };

/** True for the streams that can be put together again. */
export function canFold(operation: string): boolean {
  return Object.hasOwn(folds, operation);
}

export interface BoundSource extends PartSource<AnyPart> {
  onBroken?(listener: (error: KitError) => void): void;
}

/** Longest time that a begun answer waits for its first reader where the deadline `idle` is switched off. */
const UNREAD_MS = 120_000;

export function boundStream(
  operation: string,
  { scope, trace, environment, deadlines }: CallContext,
  source: BoundSource,
  meta: ResponseMeta,
): AnyStream {
  const newFold = folds[operation as keyof typeof folds] as unknown as () => Fold<AnyPart, unknown>;
  let failure: KitError | undefined;
  let wakeReader: (() => void) | undefined;
  let tellBreak: ((error: KitError) => void) | undefined;
  let forget = () => {};
  let stopTimer = () => {};

  const broken = (error: KitError) => {
    if (failure) return;
    failure = error;
    stopTimer();
    forget();
    tellBreak?.(error);
    wakeReader?.();
  };
  source.onBroken?.(broken);
  forget = scope.onCancel((reason) => {
    source.cancel(reason);
    broken(reason.with({ attempts: trace.attempts }));
  });
  let isRead = false;
  const read = (wake: () => void) => {
    if (!isRead) {
      isRead = true;
      stopTimer();
    }
    if (failure) throw failure;
    const batch = source.read(wake);
    wakeReader = batch === undefined ? wake : undefined;
    if (batch === null) forget();
    return batch;
  };
  const cancel = (reason: unknown) => {
    stopTimer();
    forget();
    source.cancel(reason);
  };
  const stream: AnyStream = streamFor(operation, {
    source: { read, cancel },
    fold: newFold(),
    newFold,
    meta,
    onBreak: (listener) => {
      tellBreak = listener;
      if (failure) listener(failure);
    },
  });
  // Whoever never reads must not hold a shared answer, nor what stands outside of the cache, for ever.
  if (!failure) {
    const limitMs = deadlineMs(deadlines, 'idle') ?? UNREAD_MS;
    stopTimer = environment.setTimer(limitMs, () => void stream[Symbol.asyncDispose]());
  }
  return stream;
}
