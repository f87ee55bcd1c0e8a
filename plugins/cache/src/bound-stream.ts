// A stream of ours: it ends with its call's scope, as every stream does.
import {
  type CallContext,
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

export function boundStream(
  operation: string,
  { scope, trace }: CallContext,
  source: BoundSource,
  meta: ResponseMeta,
): AnyStream {
  const newFold = folds[operation as keyof typeof folds] as unknown as () => Fold<AnyPart, unknown>;
  let failure: KitError | undefined;
  let wakeReader: (() => void) | undefined;
  let tellBreak: ((error: KitError) => void) | undefined;
  let forget = () => {};

  const broken = (error: KitError) => {
    if (failure) return;
    failure = error;
    forget();
    tellBreak?.(error);
    wakeReader?.();
  };
  source.onBroken?.(broken);
  forget = scope.onCancel((reason) => {
    source.cancel(reason);
    broken(reason.with({ attempts: trace.attempts }));
  });
  const read = (wake: () => void) => {
    if (failure) throw failure;
    const batch = source.read(wake);
    wakeReader = batch === undefined ? wake : undefined;
    if (batch === null) forget();
    return batch;
  };
  const cancel = (reason: unknown) => {
    forget();
    source.cancel(reason);
  };
  return streamFor(operation, {
    source: { read, cancel },
    fold: newFold(),
    newFold,
    meta,
    onBreak: (listener) => {
      tellBreak = listener;
      if (failure) listener(failure);
    },
  });
}
