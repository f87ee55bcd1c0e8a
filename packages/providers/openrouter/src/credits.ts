// What is left: of the key, and of the account where the key may see it.
import { isKitError, type JsonObject, KitError } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { numberOf, recordOf, stringOf } from '@kit/wire';
import type { CreditsResponse } from './own-operations.ts';

export const creditsOperation: HandledOperation<'openrouterCredits'> = {
  async handle(call, exchange) {
    const reply = await exchange.send(call, { method: 'GET', path: '/key' });
    const raw = recordOf(recordOf(reply.json())?.data);
    if (!raw) throw new KitError('invalid-response', 'The reply says nothing of the key.');
    const account = await exchange.send(call, { method: 'GET', path: '/credits' }).then(
      (told) => accountOf(told.json()),
      (error: unknown) => {
        if (isKitError(error, 'authentication', 'permission', 'not-found')) return undefined;
        throw error;
      },
    );
    return {
      key: keyOf(raw as JsonObject),
      ...(account && { account }),
      meta: exchange.meta(call.context, reply),
      warnings: [],
    };
  },
  inspect: () => ({ method: 'GET', path: '/key' }),
};

function keyOf(raw: JsonObject): CreditsResponse['key'] {
  const label = stringOf(raw.label);
  const limit = numberOf(raw.limit);
  const limitRemaining = numberOf(raw.limit_remaining);
  const used = numberOf(raw.usage);
  return {
    ...(label !== undefined && { label }),
    ...(limit !== undefined && { limit }),
    ...(limitRemaining !== undefined && { limitRemaining }),
    ...(used !== undefined && { used }),
    ...(typeof raw.is_free_tier === 'boolean' && { isFreeTier: raw.is_free_tier }),
    raw,
  };
}

function accountOf(body: unknown): CreditsResponse['account'] {
  const data = recordOf(recordOf(body)?.data);
  const bought = numberOf(data?.total_credits);
  const used = numberOf(data?.total_usage);
  return bought === undefined || used === undefined ? undefined : { bought, used, left: bought - used };
}
