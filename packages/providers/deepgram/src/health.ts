// Health: the projects that the key opens, which costs nothing.
import { healthOperation } from '@kit/http';

export const health = healthOperation({ ask: { method: 'GET', path: '/projects' } });
