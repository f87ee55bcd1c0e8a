// What the tests hand to encoders and decoders in place of a provider's call.
import { type CodecContext, KitError, systemEnvironment, type WireReply } from '@kit/core';
import { anthropicErrors } from '../src/errors.ts';

export function codecContext(change: Partial<CodecContext> = {}): CodecContext {
  let ids = 0;
  return {
    operation: 'chat',
    provider: 'anthropic',
    vendor: 'anthropic',
    origin: { provider: 'anthropic', endpoint: 'https://api.anthropic.com/v1', model: 'claude-sonnet-4-5' },
    strict: false,
    raw: false,
    environment: { ...systemEnvironment, id: () => `id-${++ids}` },
    failure({ body, status = 200, headers = {} }) {
      const reading = anthropicErrors({ body, status, headers });
      return new KitError(reading?.code ?? 'server', reading?.message ?? 'failed', { status, retry: reading?.retry });
    },
    ...change,
  };
}

/** A complete reply of JSON. */
export function jsonReply(body: unknown, status = 200): WireReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: { 'content-type': 'application/json' },
    bytes: new TextEncoder().encode(text),
    text: () => text,
    json() {
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new KitError('invalid-response', 'The reply is no JSON.', { cause: error });
      }
    },
  };
}
