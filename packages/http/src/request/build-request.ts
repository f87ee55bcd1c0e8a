// From an encoded request to the one that is sent: URL, headers, body.
import { type CallContext, KitError, type TransportRequest, type WireBody, type WireRequest } from '@kit/core';
import { encodeBody } from './body.ts';
import { addHeaders } from './headers.ts';
import type { OperationPlan } from './plan.ts';
import { type Base, joinUrl, parseBase, withQuery } from './url.ts';

/** A request before it is signed, and what is known of it. */
export interface BuiltRequest {
  readonly request: TransportRequest & { readonly headers: Record<string, string> };
  /** The body before it became bytes. */
  readonly content: WireBody | undefined;
  /** False if the body can be sent only once. */
  readonly replayable: boolean;
  /** True if the request leaves the call's endpoint: no credential at all goes there. */
  readonly unsigned: boolean;
}

/** Where a call goes: its own `baseURL`, else the configured one. @throws KitError `invalid-request` */
export function baseOf({ baseURL }: CallContext, configured: Base): Base {
  return baseURL === undefined ? configured : readBase(baseURL);
}

/** True for another server than the configured one: nothing that was configured for that one goes there. */
export function isForeign(base: Base, configured: Base): boolean {
  return base.origin !== configured.origin;
}

interface RequestSources {
  readonly request: unknown;
  readonly context: CallContext;
  readonly base: Base;
  readonly foreign: boolean;
}

/** The call's patch is in the body already. */
export function buildRequest(plan: OperationPlan, wire: WireRequest, call: RequestSources): BuiltRequest {
  const { context, base, foreign } = call;
  const method = wire.method ?? plan.method;
  const url = urlOf(plan, wire, call);
  const unsigned = wire.url !== undefined && originOf(wire.url) !== base.origin;
  const headers: Record<string, string> = { ...(foreign || unsigned ? plan.foreignHeaders : plan.headers) };
  const { body: content } = wire;
  const encoded = content && encodeBody(content, () => `kit-${context.environment.id()}`);
  if (encoded) {
    headers['content-type'] = encoded.mediaType;
    if (encoded.bytes !== undefined) headers['content-length'] = String(encoded.bytes);
  }
  if (wire.headers) addHeaders(headers, wire.headers);
  if (context.headers && !unsigned) addHeaders(headers, context.headers);
  return {
    request: encoded ? { method, url, headers, body: encoded.data } : { method, url, headers },
    content,
    replayable: encoded?.replayable ?? true,
    unsigned,
  };
}

function urlOf(plan: OperationPlan, wire: WireRequest, { request, context, base }: RequestSources): string {
  if (wire.url !== undefined) return withQuery(wire.url, [wire.query, context.query]);
  if (plan.url !== undefined && wire.path === undefined && context.baseURL === undefined) {
    return wire.query || context.query ? withQuery(plan.url, [wire.query, context.query]) : plan.url;
  }
  const { path, query } = plan.endpoint;
  return joinUrl(base, wire.path ?? (typeof path === 'string' ? path : path(request as never)), [
    query,
    wire.query,
    context.query,
  ]);
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    throw new KitError('invalid-response', 'The vendor named a URL that is none.');
  }
}

function readBase(baseURL: string): Base {
  if (/^https?:\/\/[^\s/]/i.test(baseURL)) {
    try {
      return parseBase(baseURL);
    } catch {
      // Told below.
    }
  }
  throw new KitError('invalid-request', 'call option `baseURL` must be an http(s) URL.', { field: 'baseURL' });
}
