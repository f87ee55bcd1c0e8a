// Health: the list of models is cheap and needs the key, so it shows both that the service answers and that it lets us in.
import { healthOperation } from '@kit/http';
import { encodeModelsPage } from '@kit/transformer-anthropic';

/** One model where the request names it, else the shortest list there is. */
export const health = healthOperation({
  ask: ({ request: { model } }) =>
    model === undefined
      ? encodeModelsPage({ limit: 1 })
      : { method: 'GET', path: `/models/${encodeURIComponent(model)}` },
});
