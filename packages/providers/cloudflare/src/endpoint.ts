// Where the API is: the account is part of every address.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';
import type { CloudflareGateway } from './gateway.ts';

interface Place {
  readonly baseURL?: string;
  readonly accountId?: string;
}

/** @throws KitError `config` where nobody says which account */
export function baseURLFor({ baseURL, accountId }: Place, gateway: CloudflareGateway | undefined): string {
  if (baseURL !== undefined) return baseURL;
  const account = accountId ?? readEnvironment('CLOUDFLARE_ACCOUNT_ID');
  if (account === undefined) {
    throw new KitError(
      'config',
      'Cloudflare needs to know the account: set the option `accountId` or the environment variable CLOUDFLARE_ACCOUNT_ID.',
      { field: 'accountId' },
    );
  }
  const id = encodeURIComponent(account);
  return gateway?.compat
    ? `https://gateway.ai.cloudflare.com/v1/${id}/${encodeURIComponent(gateway.id)}`
    : `https://api.cloudflare.com/client/v4/accounts/${id}/ai`;
}

/** `@` and `/` of a model's name stay as they are. */
export function runPath(model: string): string {
  return `/run/${model.split('/').map(encodeURIComponent).join('/').replaceAll('%40', '@')}`;
}
