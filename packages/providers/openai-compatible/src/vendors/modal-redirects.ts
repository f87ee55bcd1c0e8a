// Redirects of Modal's: the answer is fetched where it will be, at the same origin only.
import type { TransportRequest, TransportResponse } from '@kit/core';

/** A container may start for half an hour: a redirect every 150 seconds. */
const mostRedirects = 20;

export async function followed(
  redirect: TransportResponse,
  { url: from, headers }: TransportRequest,
  ask: (request: TransportRequest) => Promise<TransportResponse>,
): Promise<TransportResponse> {
  let response = redirect;
  for (let count = 0; response.status === 303 && count < mostRedirects; count++) {
    const url = nextURL(response, from);
    if (url === undefined) return response;
    response.body.cancel();
    response = await ask({ method: 'GET', url, headers: withoutBody(headers) });
  }
  return response;
}

function nextURL({ headers }: TransportResponse, from: string): string | undefined {
  const { location } = headers;
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const next = new URL(location, from);
  return next.origin === new URL(from).origin ? next.href : undefined;
}

function withoutBody(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-type': _, 'content-length': __, ...rest } = headers;
  return rest;
}
