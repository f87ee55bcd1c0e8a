// Health: a vector of one token by the cheapest model. The vendor has nothing that could be asked for less.
import { healthOperation } from '@kit/http';

export const health = healthOperation({
  ask: { path: '/embeddings', body: { type: 'json', value: { input: 'a', model: 'voyage-4-lite' } } },
});
