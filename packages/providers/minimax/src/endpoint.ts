// Where the API is: one platform for China, one for everybody else; and the group that older keys belong to.
import { readEnvironment } from '@kit/http';

export const hosts = { global: 'https://api.minimax.io', china: 'https://api.minimaxi.com' } as const;

export type GroupQuery = Readonly<Record<string, string>>;

/** `?GroupId=`, where there is one: the option, or MINIMAX_GROUP_ID. */
export function groupQuery(groupId: string | undefined): GroupQuery {
  const group = groupId ?? readEnvironment('MINIMAX_GROUP_ID');
  return group === undefined ? {} : { GroupId: group };
}
