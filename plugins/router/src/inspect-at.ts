// Shows what one of several targets would send.
import { type Call, type InspectedRequest, KitError } from '@kit/core';
import type { Place } from './place.ts';

/** @throws KitError `unsupported` if the target cannot show its requests. */
export async function inspectAt({ member }: Pick<Place, 'member'>, call: Call): Promise<InspectedRequest> {
  if (member.inspect) return member.inspect(call);
  throw new KitError('unsupported', `${member.id} cannot show its requests.`, { provider: member.id });
}
