// A session over a WebSocket as a stream of parts: what is sent goes on beside what is read.
import { type Call, type KitError, type PartSource, type Session, toKitError } from '@kit/core';
import { type Exchange, explainRefusal, sessionSource } from '@kit/http';
import { recordOf } from '@kit/wire';

/** How the sending goes. */
export interface Sending {
  /** True once the vendor was told that this was all. */
  ended: boolean;
  /** What the caller's source threw, or what broke the session. */
  failure?: KitError;
  /** Resolves with either. */
  readonly over: Promise<void>;
}

/**
 * Sends every message and says that this was all. Waits where the socket is full, so that the source is held back. Never
 * rejects: an error of the source is noted, and closes the session.
 */
export function sendAll<In>(session: Session<In, unknown>, messages: AsyncIterator<In>): Sending {
  let over = () => {};
  const sending: Sending = {
    ended: false,
    over: new Promise((resolve) => {
      over = resolve;
    }),
  };
  const send = async () => {
    try {
      for (;;) {
        const { done, value } = await messages.next();
        if (done) break;
        await session.send(value);
      }
      sending.ended = true;
      await session.end();
    } catch (error) {
      sending.failure = toKitError(error, 'invalid-request');
      session.close(sending.failure);
    } finally {
      over();
    }
  };
  void send();
  return sending;
}

/** Parts, and an end of the session with the end of reading, however that comes. */
export function liveSource<Part>(
  parts: AsyncIterable<Part>,
  session: Session<never, unknown>,
  messages: AsyncIterator<unknown>,
): PartSource<Part> {
  return sessionSource(parts, () => {
    session.close();
    // A source that waits for its next piece is left as soon as that has come.
    messages.return?.(undefined)?.catch(() => {});
  });
}

/** Whether it was the key, the list of models says. */
export const explained = (error: KitError, call: Call<never>, exchange: Exchange): Promise<KitError> =>
  explainRefusal(error, call, exchange, { method: 'GET', path: '/v1/models' });

/** A failure among the messages: `{ message, error, code }`, or a message whose type is one. */
export function tellsFailure(message: unknown): boolean {
  const told = recordOf(message);
  return told !== undefined && typeof told.error === 'string' && told.error !== '';
}
