// What is known of an operation's requests before any call: made once, when the provider is.
import type {
  Endpoint,
  Operation,
  OperationDeclaration,
  PlainDeclaration,
  PlainTransformer,
  StreamTransformer,
  Transformer,
} from '@kit/core';
import { mergeHeaders } from './headers.ts';
import { type Base, joinUrl, parseBase } from './url.ts';

/** A declared operation, ready for calls. */
export interface OperationPlan {
  readonly endpoint: Endpoint;
  /** Where the operation lives, unless a call says otherwise. */
  readonly base: Base;
  readonly method: string;
  /** All headers that every request has. Never changed: requests copy it. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same without what the user configured, for endpoints that are not the configured one. */
  readonly foreignHeaders: Readonly<Record<string, string>>;
  /** The URL where it is the same for every call. */
  readonly url: string | undefined;
  readonly transformer: Transformer<Operation> | PlainTransformer<Operation> | undefined;
  readonly streamTransformer: StreamTransformer<Operation> | undefined;
}

export interface PlanSources {
  readonly base: Base;
  /** True if the user named it: then every operation lives there. */
  readonly isBaseChosen: boolean;
  readonly userAgent: string;
  readonly vendorHeaders: Readonly<Record<string, string>> | undefined;
  readonly userHeaders: Readonly<Record<string, string>> | undefined;
}

export type ReadyDeclaration = Exclude<OperationDeclaration, { readonly load: unknown }> | PlainDeclaration;

export function planOperation(declaration: ReadyDeclaration, sources: PlanSources): OperationPlan {
  const { userAgent, vendorHeaders, userHeaders } = sources;
  const { endpoint } = declaration as { endpoint: Endpoint };
  const base = endpoint.baseURL === undefined || sources.isBaseChosen ? sources.base : parseBase(endpoint.baseURL);
  const streamTransformer =
    'streamTransformer' in declaration ? (declaration.streamTransformer as StreamTransformer<Operation>) : undefined;
  const general = {
    accept: streamTransformer?.framing === 'sse' ? 'text/event-stream, */*' : '*/*',
    // Compressed events would arrive in lumps.
    'accept-encoding': streamTransformer ? 'identity' : 'gzip, br',
    'user-agent': userAgent,
  };
  return {
    endpoint,
    base,
    method: endpoint.method ?? 'POST',
    headers: mergeHeaders(general, vendorHeaders, endpoint.headers, userHeaders),
    foreignHeaders: mergeHeaders(general, vendorHeaders, endpoint.headers),
    url: typeof endpoint.path === 'string' ? joinUrl(base, endpoint.path, [endpoint.query]) : undefined,
    transformer: 'transformer' in declaration ? (declaration.transformer as Transformer<Operation>) : undefined,
    streamTransformer,
  };
}
