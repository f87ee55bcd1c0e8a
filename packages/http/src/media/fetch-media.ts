// Fetches media for vendors that take only bytes. Nobody else fetches what users name: this is asked for by name.
import { type CallContext, createContext, deadlineMs, KitError, type Transport } from '@kit/core';
import { readBody } from '../reply/read-body.ts';
import { lazyTransport } from '../transport/lazy-transport.ts';
import { networkFailure, placeOf } from '../transport/network-failure.ts';
import { isAddress, isPublicAddress } from './public-address.ts';

export interface FetchMediaOptions {
  /** The call that it is for: its abort and deadlines hold here too. */
  readonly context?: CallContext;
  readonly signal?: AbortSignal;
  /** Default 50 MiB. */
  readonly maxBytes?: number;
  /** Redirects that are followed, each checked like the first. Default 3. */
  readonly maxRedirects?: number;
  /** Lets private, loopback and link-local addresses be fetched from. Default `false`. */
  readonly allowPrivate?: boolean;
  /**
   * Instead of a direct connection: through a proxy, say. Names are then resolved elsewhere, so that only addresses that
   * stand in the URL itself can be refused.
   */
  readonly transport?: Transport;
}

export interface FetchedMedia {
  readonly data: Uint8Array;
  /** As the server names it. */
  readonly mediaType: string | undefined;
  /** Where it came from after redirects. */
  readonly url: string;
}

/**
 * The bytes behind an http(s) URL. Private, loopback and link-local addresses are refused, after the name was resolved and
 * for each redirect; no credential and no cookie is sent.
 * @throws KitError `invalid-request` for a URL that must not be fetched, `not-found`, `network`, `timeout`, `invalid-response`
 */
export async function fetchMedia(url: string, options: FetchMediaOptions = {}): Promise<FetchedMedia> {
  const { signal, allowPrivate = false } = options;
  const context = options.context ?? createContext({ ...(signal && { signal }) });
  const own = options.transport
    ? undefined
    : lazyTransport({ proxy: false, ...(!allowPrivate && { publicOnly: true }) });
  try {
    return await follow(url, { ...options, context, transport: options.transport ?? (own as Transport), allowPrivate });
  } finally {
    if (!options.context) context.scope.close();
    await own?.close();
  }
}

type Following = FetchMediaOptions & {
  readonly context: CallContext;
  readonly transport: Transport;
  readonly allowPrivate: boolean;
};

async function follow(
  first: string,
  { context, transport, allowPrivate, maxBytes = 50 * 1024 * 1024, maxRedirects = 3 }: Following,
): Promise<FetchedMedia> {
  const { scope, deadlines } = context;
  let url = first;
  for (let redirects = 0; ; redirects++) {
    const target = checkedUrl(url, allowPrivate);
    const response = await transport(
      { method: 'GET', url: target.href.split('#', 1)[0] as string, headers: { accept: '*/*' } },
      { scope, connectMs: deadlineMs(deadlines, 'connect'), headersMs: deadlineMs(deadlines, 'headers') },
    ).catch((error: unknown) => {
      throw networkFailure(error, url);
    });
    const { status, headers, body } = response;
    if (status >= 200 && status < 300) {
      const data = await readBody(body, { context, maxBytes });
      return { data, mediaType: headers['content-type']?.split(';', 1)[0]?.trim(), url };
    }
    body.cancel();
    const { location } = headers;
    if (status < 300 || status >= 400 || location === undefined) {
      throw new KitError(
        status === 404 || status === 410 ? 'not-found' : status >= 500 ? 'server' : 'invalid-request',
        `The media at ${placeOf(url)} could not be fetched: status ${status}.`,
        { status, field: 'url' },
      );
    }
    if (redirects === maxRedirects)
      throw new KitError(
        'invalid-request',
        `The media at ${placeOf(first)} redirects more than ${maxRedirects} times.`,
        { field: 'url' },
      );
    url = resolved(location, target);
  }
}

function checkedUrl(url: string, allowPrivate: boolean): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'http:' && target?.protocol !== 'https:')
    throw refusal('only http and https URLs are fetched');
  if (target.username !== '' || target.password !== '') throw refusal('the URL contains a user or a password');
  if (allowPrivate) return target;
  if (isAddress(target.hostname) && !isPublicAddress(target.hostname)) throw refusal('its address is not a public one');
  if (/(?:^|\.)localhost\.?$/i.test(target.hostname)) throw refusal('its address is not a public one');
  return target;
}

function resolved(location: string, from: URL): string {
  if (URL.canParse(location, from.href)) return new URL(location, from.href).href;
  throw refusal('it redirects to something that is no URL');
}

function refusal(reason: string): KitError {
  return new KitError('invalid-request', `The media was not fetched: ${reason}.`, { field: 'url' });
}
