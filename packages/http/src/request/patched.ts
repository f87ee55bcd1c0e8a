// The call option `patch` is rare: what applies it is loaded with it.
import type { CallContext, WireRequest } from '@kit/core';

/** The request with the call's patch in its body. @throws KitError `invalid-request` for a pointer that leads nowhere. */
export async function patched(wire: WireRequest, patch: NonNullable<CallContext['patch']>): Promise<WireRequest> {
  const { patchBody } = await import('./patch.ts');
  const body = patchBody(wire.body, patch);
  return body ? { ...wire, body } : wire;
}
