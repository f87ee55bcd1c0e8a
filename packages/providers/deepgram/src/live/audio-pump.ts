// Sends the audio of a live session, piece by piece, and signs of life while there is none.
import { type CallContext, KitError, type Session, type TranscribeRequest, toKitError } from '@kit/core';
import { bytesIn, isStream } from '../audio.ts';
import { deepgramFinalize } from './finalize.ts';

/** What is sent: audio, or a control message. */
export type LiveMessage = Uint8Array | { readonly type: 'KeepAlive' | 'Finalize' | 'ForceEndTurn' };

/** Ten seconds without anything end a session. */
const keepAliveMs = 4_000;
/** A recording that is all there is sent in pieces of a quarter of a second at usual rates. */
const pieceBytes = 8 * 1024;

/** The audio in pieces. @throws KitError `unsupported` for links */
export function piecesOf(audio: TranscribeRequest['audio']): AsyncGenerator<Uint8Array> {
  const known = bytesIn(audio);
  if (known) return piecesOfBytes(known.data);
  if (isStream(audio)) return piecesOfStream(audio);
  throw new KitError(
    'unsupported',
    'transcribeStream: live audio must be bytes or a stream of them; links go to `transcribe`.',
    { field: 'audio' },
  );
}

async function* piecesOfBytes(data: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += pieceBytes) yield data.subarray(at, at + pieceBytes);
}

async function* piecesOfStream(audio: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* audio;
}

/** How the sending went. */
export interface PumpState {
  /** The vendor was told that this was all. */
  ended: boolean;
  /** What the source threw, or what broke the session. */
  failure?: KitError;
}

export interface PumpOptions {
  readonly session: Session<LiveMessage, unknown>;
  readonly pieces: AsyncIterator<Uint8Array>;
  readonly context: CallContext;
  readonly flux: boolean;
  readonly state: PumpState;
}

/**
 * Sends everything and says that this was all. Waits where the socket is full, so that the source is held back. Never
 * rejects: an error of the source is noted, and closes the session.
 */
export async function pumpAudio({ session, pieces, context, flux, state }: PumpOptions): Promise<void> {
  const signs = signsOfLife(session, context);
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) break;
      if (value === deepgramFinalize) await session.send({ type: flux ? 'ForceEndTurn' : 'Finalize' });
      // An empty frame would end the stream.
      else if (value.length > 0) {
        await session.send(value);
        // Flux needs no sign of life, and the other one only once it has heard something.
        if (!flux) signs.later();
      }
    }
    state.ended = true;
    await session.end();
  } catch (error) {
    state.failure = toKitError(error, 'invalid-request');
    session.close(state.failure);
  } finally {
    signs.stop();
  }
}

/** A message for each pause of four seconds. */
function signsOfLife(session: Session<LiveMessage, unknown>, { environment }: CallContext) {
  let stopTimer = () => {};
  let over = false;
  const later = () => {
    stopTimer();
    if (over) return;
    stopTimer = environment.setTimer(keepAliveMs, () => {
      session.send({ type: 'KeepAlive' }).then(later, () => {});
    });
  };
  return {
    later,
    stop() {
      over = true;
      stopTimer();
    },
  };
}
