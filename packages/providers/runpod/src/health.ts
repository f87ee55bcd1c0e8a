// health: the queue and the workers of an endpoint.
import { type HandledOperation, healthOperation } from '@kit/http';
import { numberOf, recordOf } from '@kit/wire';
import { endpointOf, type Settings } from './options.ts';

export function healthOf(settings: Settings): HandledOperation<'health'> {
  return healthOperation({
    ask: ({ request }) => ({ method: 'GET', path: `/${endpointOf(settings, request)}/health` }),
    read(reply) {
      const body = recordOf(reply.json());
      const count = (group: string, field: string) => numberOf(recordOf(body?.[group])?.[field]) ?? 0;
      // An empty balance shows as workers that are held back.
      const throttled = count('workers', 'throttled');
      return (
        `${count('jobs', 'inQueue')} jobs in the queue, ${count('jobs', 'inProgress')} in progress; ` +
        `${count('workers', 'ready') + count('workers', 'idle')} workers ready, ${count('workers', 'initializing')} starting` +
        (throttled > 0 ? `, ${throttled} throttled` : '')
      );
    },
  });
}
