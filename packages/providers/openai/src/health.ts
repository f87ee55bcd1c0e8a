// Health: the list of models is cheap and needs the key, so it shows both that the service answers and that it lets us in.
import { healthOperation } from '@kit/http';

/** One model where the request names it, else all of them. */
export const health = healthOperation({
  ask: ({ request: { model } }) => ({
    method: 'GET',
    path: model === undefined ? '/models' : `/models/${encodeURIComponent(model)}`,
  }),
});
