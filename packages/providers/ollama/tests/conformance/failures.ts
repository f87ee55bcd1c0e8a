// Ollama's failures: words under `error`, at a status or as a line of a stream.
import type { ErrorReply, ExchangeResponse, StreamError } from '@kit/testing';

const told = (status: number, error: string, more: object = {}): ExchangeResponse => ({
  status,
  body: { error, ...more },
});

export const failures: readonly ErrorReply[] = [
  {
    name: '401 of the cloud',
    reply: told(401, 'unauthorized', { signin_url: 'https://ollama.com/connect' }),
    code: 'authentication',
  },
  {
    name: '400 a field',
    reply: told(400, 'invalid options: temperature'),
    code: 'invalid-request',
    retry: 'never',
  },
  { name: '400 what the model cannot do', reply: told(400, '"qwen3:8b" does not support tools'), code: 'unsupported' },
  {
    name: '404 a model that is not there',
    reply: told(404, 'model "qwen3:8b" not found, try pulling it first'),
    code: 'not-found',
  },
  { name: '429 of the cloud', reply: told(429, 'too many concurrent requests'), code: 'rate-limit' },
  {
    name: '500 memory',
    reply: told(500, 'model requires more system memory (9.0 GiB) than is available (5.0 GiB)'),
    code: 'server',
  },
  { name: '500 the runner', reply: told(500, 'llama runner process has terminated: exit status 2'), code: 'server' },
  { name: '502 the cloud', reply: told(502, 'upstream is not reachable'), code: 'server' },
  {
    name: '503 busy',
    reply: told(503, 'server busy, please try again. maximum pending requests exceeded'),
    code: 'overloaded',
  },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

const line = (error: string) => `${JSON.stringify({ error })}\n`;

export const streamFailures: readonly StreamError[] = [
  { name: 'the runner', event: line('llama runner process has terminated'), code: 'server' },
  { name: 'busy', event: line('server busy, please try again. maximum pending requests exceeded'), code: 'overloaded' },
  { name: 'a model that is not there', event: line('model "qwen3:8b" not found'), code: 'not-found' },
  { name: 'what the model cannot do', event: line('qwen3:8b does not support thinking'), code: 'unsupported' },
];
