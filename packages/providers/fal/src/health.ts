// Health: asks for a token that lives ten seconds, which costs nothing and wants a good key.
import { type HandledOperation, healthOperation } from '@kit/http';
import type { FalSettings } from './settings.ts';

export const healthOf = ({ restURL }: FalSettings): HandledOperation<'health'> =>
  healthOperation({
    ask: {
      method: 'POST',
      path: '/tokens/',
      body: { type: 'json', value: { allowed_apps: ['flux'], token_expiration: 10 } },
    },
    baseURL: restURL,
  });
