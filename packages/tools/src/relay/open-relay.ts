// Opens a stream that consists of several calls: the first one's commit point is its own.
import {
  type ChatResponse,
  type ChatStream,
  type Fold,
  type KitError,
  type OpenedStream,
  type ResponseMeta,
  toKitError,
} from '@kit/core';
import type { TaskCalls } from '../call-options.ts';
import { RelaySource, type Translate } from './relay-source.ts';

/** What a task tells its stream. */
export interface Relay<Part> {
  emit(part: Part): void;
  /** Opens a stream and hands out its parts; the answer, when its reader has come to the end. */
  follow(stream: ChatStream, translate: Translate<Part>): Promise<ChatResponse>;
}

export interface RelayOptions<Part, Settled> {
  readonly provider: string;
  readonly calls: TaskCalls;
  readonly newFold: () => Fold<Part, Settled>;
  /** Runs to the end; its last part is the stream's. */
  readonly run: (relay: Relay<Part>) => Promise<Part>;
}

/** Resolves when the first part is there: an answer has begun, or something happened in front of it. */
export function openRelay<Part, Settled>(options: RelayOptions<Part, Settled>): Promise<OpenedStream<Part, Settled>> {
  const { calls, newFold, provider, run } = options;
  const { scope } = calls;
  const source = new RelaySource<Part>((reason) => scope.cancel(reason));
  let onBreak: ((error: KitError) => void) | undefined;

  return new Promise((resolve, reject) => {
    const open = (meta: ResponseMeta = { provider, timings: {}, attempts: [] }) =>
      resolve({
        source,
        fold: newFold(),
        newFold,
        meta,
        onBreak(listener) {
          onBreak = listener;
          scope.onCancel(listener);
        },
      });
    const relay: Relay<Part> = {
      emit(part) {
        source.emit(part);
        open();
      },
      async follow(stream, translate) {
        open(await stream.ready());
        return source.follow(stream, translate);
      },
    };
    const finished = (last: Part) => {
      relay.emit(last);
      source.end();
    };
    const failed = (thrown: unknown) => {
      const error = toKitError(thrown);
      source.fail(error);
      // An end that no reader sees: the stream was left.
      if (error.code === 'aborted') onBreak?.(error);
      reject(error);
    };
    run(relay).then(finished, failed);
  });
}
