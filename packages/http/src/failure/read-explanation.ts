// The body of a failure: what there is of it.
import { type ByteSource, type CallContext, isKitError, type Scope } from '@kit/core';
import { readBody } from '../reply/read-body.ts';

export interface ExplanationOptions {
  readonly context: CallContext;
  /** The exchange's own: its end is no failure of the body. */
  readonly scope: Scope;
  /** Beyond it the body is cut. */
  readonly maxBytes: number;
}

/** Where the body is cut or cannot be read, it is empty: status and headers still say what failed. */
export async function readExplanation(
  body: ByteSource,
  { context, scope, maxBytes }: ExplanationOptions,
): Promise<Uint8Array> {
  try {
    return await readBody(body, { context, maxBytes, beyond: 'cut' });
  } catch (error) {
    scope.throwIfCancelled();
    if (isKitError(error)) return new Uint8Array(0);
    throw error;
  }
}
