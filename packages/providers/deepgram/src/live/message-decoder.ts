// Messages of a live session → parts. One decoder for each of the two versions.
import type { KitError, TranscribePart } from '@kit/core';

export interface MessageDecoder {
  /** @throws KitError a failure that the vendor told */
  message(data: string, out: TranscribePart[]): void;
  /** The session was closed in order: what is still owed, `finish` included. False if it was not complete. */
  end(out: TranscribePart[]): boolean;
}

export type Failure = (body: unknown) => KitError;
