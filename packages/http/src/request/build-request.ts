// From an encoded request to the one that is sent: URL, headers, body.
import { type CallContext, KitError, type TransportRequest, type WireBody, type WireRequest } from '@kit/core';
import { encodeBody } from './body.ts';
import { addHeaders } from './headers.ts';
import { patchBody } from './patch.ts';
import type { OperationPlan } from './plan.ts';
import { type Base, joinUrl, parseBase, withQuery } from './url.ts';

/** Where a call goes. */
export interface Destination {
  readonly base: Base;
  /** True for another endpoint than the configured one: nothing that was configured for that one goes there. */
  readonly foreign: boolean;
}

/** A request before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: TransportRequest['body'];
  /** The body before it became bytes, patched. */
  readonly content: WireBody | undefined;
  /** False if the body can be sent only once. */
  readonly replayable: boolean;
  /** True if the request leaves the call's endpoint: no credential at all goes there. */
  readonly unsigned: boolean;
}

/** The call's endpoint: its own `baseURL`, else the configured one. @throws KitError `invalid-request` */
export function destinationOf(context: CallContext, configured: Base): Destination {
  const { baseURL } = context;
  if (baseURL === undefined) return { base: configured, foreign: false };
  const base = readBase(baseURL);
  return { base, foreign: base.origin !== configured.origin };
}

export function buildRequest(
  plan: OperationPlan,
  wire: WireRequest,
  call: { readonly request: unknown; readonly context: CallContext; readonly to: Destination },
): UnsignedRequest {
  const { context, to } = call;
  const url = urlOf(plan, wire, call);
  const unsigned = wire.url !== undefined && originOf(wire.url) !== to.base.origin;
  const headers: Record<string, string> = { ...(to.foreign || unsigned ? plan.foreignHeaders : plan.headers) };
  const content = context.patch ? patchBody(wire.body, context.patch) : wire.body;
  const encoded = content && encodeBody(content, () => `kit-${context.environment.id()}`);
  if (encoded) {
    headers['content-type'] = encoded.mediaType;
    if (encoded.bytes !== undefined) headers['content-length'] = String(encoded.bytes);
  }
  if (wire.headers) addHeaders(headers, wire.headers);
  if (context.headers && !unsigned) addHeaders(headers, context.headers);
  return {
    method: wire.method ?? plan.method,
    url,
    headers,
    body: encoded?.data,
    content,
    replayable: encoded?.replayable ?? true,
    unsigned,
  };
}

function urlOf(
  plan: OperationPlan,
  wire: WireRequest,
  { request, context, to }: { readonly request: unknown; readonly context: CallContext; readonly to: Destination },
): string {
  if (wire.url !== undefined) return withQuery(wire.url, [wire.query, context.query]);
  if (plan.url !== undefined && wire.path === undefined && context.baseURL === undefined) {
    return wire.query || context.query ? withQuery(plan.url, [wire.query, context.query]) : plan.url;
  }
  const { path, query } = plan.endpoint;
  return joinUrl(to.base, wire.path ?? (typeof path === 'string' ? path : path(request as never)), [
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
