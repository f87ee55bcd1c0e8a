// Health: the list of models needs a token, so it shows that both services answer and let us in.
import { healthOperation } from '@kit/http';

export const health = healthOperation({ ask: { method: 'GET', path: '/models' } });
