// Addresses of a deployment beside its OpenAI-like face, from wherever the call goes.
import type { CodecContext } from '@kit/core';
import type { Deployment } from './deployment.ts';

/** Where an environment's routes begin: `…/environments/production`. */
export function routesAt({ origin }: CodecContext): string {
  return (origin.endpoint ?? '').replace(/\/sync(?:\/v1)?$/, '');
}

/** The host, without a route to an environment. */
export function hostAt(codec: CodecContext, deployment: Deployment | undefined): string {
  const place = routesAt(codec);
  const route = deployment?.route ?? '';
  return route !== '' && place.endsWith(route) ? place.slice(0, -route.length) : place;
}
