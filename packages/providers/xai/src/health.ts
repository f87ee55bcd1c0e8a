// Health: what the key may do. It says more than the list of models: a key can be good and blocked.
import { KitError, type WireReply } from '@kit/core';
import { recordOf } from '@kit/wire';

/** @throws KitError `permission` for a key or a team that is blocked */
export function keyState(reply: WireReply): string | undefined {
  const key = recordOf(reply.json()) ?? {};
  const blocked = ['api_key_blocked', 'api_key_disabled', 'team_blocked'].find((field) => key[field] === true);
  if (blocked) throw new KitError('permission', `xAI: ${blocked.replaceAll('_', ' ')}.`, { status: reply.status });
  return undefined;
}
