// The credential of a session: borrowed for as long as it is open.
import type { CallContext } from '@kit/core';
import type { Auth, Exchange, Grant } from '@kit/http';

/** Another endpoint than the configured one never gets the configured key. */
export async function borrowCredential(
  auth: Auth,
  context: CallContext,
  exchange: Exchange,
): Promise<Grant | undefined> {
  const { baseURL, credentials } = context;
  const isForeign = baseURL !== undefined && new URL(baseURL).origin !== new URL(exchange.baseURL).origin;
  return isForeign && !credentials ? undefined : auth.acquire(context);
}

/** The headers of the opening request. */
export async function sessionHeaders(
  grant: Grant | undefined,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  await grant?.apply({ method: 'GET', url, headers: signed });
  return signed;
}
