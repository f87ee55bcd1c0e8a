// Health: who the token belongs to, which costs nothing.
import { healthOperation } from '@kit/http';

export const health = healthOperation({ ask: { method: 'GET', path: '/account' } });
