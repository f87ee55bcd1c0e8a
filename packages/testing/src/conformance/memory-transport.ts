// A transport without a network: what a reply's bytes are, and how they end, is up to the check.
import { type ByteSource, KitError, type Transport, type TransportRequest } from '@kit/core';

/** A body that a check feeds, piece by piece. Each piece is one network read. */
export class FedBody implements ByteSource {
  readonly #pieces: Uint8Array[] = [];
  #end: 'open' | 'ended' | KitError = 'open';
  #wake: (() => void) | undefined;
  /** Somebody gave the response up. */
  cancelled = false;
  /** Somebody has read, or has looked whether there is something to read. */
  wasRead = false;

  push(piece: Uint8Array): void {
    if (piece.length > 0) this.#pieces.push(piece);
    this.#wakeReader();
  }

  end(): void {
    this.#close('ended');
  }

  break(error = new KitError('network', 'The connection was cut.')): void {
    this.#close(error);
  }

  read(wake: () => void): Uint8Array | undefined | null {
    this.wasRead = true;
    const piece = this.#pieces.shift();
    if (piece) return piece;
    if (this.#end === 'open') {
      this.#wake = wake;
      return undefined;
    }
    if (this.#end === 'ended') return null;
    throw this.#end;
  }

  cancel(): void {
    this.cancelled = true;
    this.#pieces.length = 0;
    this.#close('ended');
  }

  #close(end: 'ended' | KitError): void {
    if (this.#end !== 'open') return;
    this.#end = end;
    this.#wakeReader();
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

export interface MemoryReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FedBody;
}

/** Answers every request by a function; an abort breaks the body, as the network would. */
export function memoryTransport(answer: (request: TransportRequest) => MemoryReply): Transport {
  return async (request, { scope }) => {
    scope.throwIfCancelled();
    const { status, headers, body } = answer(request);
    scope.onCancel((reason) => body.break(reason));
    return { status, headers, body };
  };
}

/** A body that is there as a whole, in these pieces. */
export function fullBody(pieces: readonly Uint8Array[], ending: 'end' | 'break' = 'end'): FedBody {
  const body = new FedBody();
  for (const piece of pieces) body.push(piece);
  if (ending === 'end') body.end();
  else body.break();
  return body;
}
