// Health of the router: whose the token is, which the hub tells. The router gives its list of models to everybody.
import { healthOperation } from '@kit/http';

export const routerHealth = healthOperation({
  ask: { method: 'GET', path: '/api/whoami-v2' },
  baseURL: 'https://huggingface.co',
  // Behind an address of one's own there may be no hub: then the list of models has to do.
  otherwise: { method: 'GET', path: '/models' },
});
