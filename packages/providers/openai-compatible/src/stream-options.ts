// Servers that refuse `stream_options`: the request is made again without, once, and the server is never asked again.
import { type Handler, isKitError } from '@kit/core';
import type { Learned } from './dialect.ts';

/** A stream that reads `learned` with each request; only a refusal that names the field is taken for one. */
export function withoutRefusedStreamOptions(open: Handler<'stream'>, learned: Learned): Handler<'stream'> {
  return async (call) => {
    try {
      return await open(call);
    } catch (error) {
      if (learned.noStreamOptions || !refusesStreamOptions(error)) throw error;
      learned.noStreamOptions = true;
      return open(call);
    }
  };
}

function refusesStreamOptions(error: unknown): boolean {
  if (!isKitError(error, 'invalid-request', 'unsupported') || (error.status !== 400 && error.status !== 422))
    return false;
  return /stream_options|include_usage/.test(`${error.message} ${JSON.stringify(error.vendor ?? null)}`);
}
