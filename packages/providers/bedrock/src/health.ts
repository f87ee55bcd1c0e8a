// Health: a short list of models costs nothing and needs credentials, so it shows that the service answers and lets us in.
import { healthOperation } from '@kit/http';

export const health = healthOperation({
  ask: { method: 'GET', path: '/foundation-models', query: { byInferenceType: 'PROVISIONED' } },
});
