// Voyage's failures: words under `detail`.
import type { ErrorReply, ExchangeResponse } from '@kit/testing';

const told = (status: number, detail: string): ExchangeResponse => ({ status, body: { detail } });

export const failures: readonly ErrorReply[] = [
  { name: '401', reply: told(401, 'Provided API key is invalid.'), code: 'authentication' },
  {
    name: '400 a field',
    reply: told(400, "Argument 'user' is not supported by our API."),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 a model that is not there',
    reply: told(400, 'Model voyage-x is not supported. Supported models are [voyage-4].'),
    code: 'not-found',
  },
  { name: '403', reply: told(403, 'Access from your network is forbidden.'), code: 'permission' },
  {
    name: '429 without a payment method',
    reply: told(
      429,
      'You have not yet added your payment method in the billing page and will have reduced rate limits.',
    ),
    code: 'rate-limit',
    retry: 'same',
  },
  { name: '500', reply: told(500, 'Something went wrong on our side.'), code: 'server' },
  { name: '503', reply: told(503, 'The service is overloaded.'), code: 'overloaded' },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];
