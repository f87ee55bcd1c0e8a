import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verifyReplicateWebhook } from './index.ts';

const secret = Buffer.from('a secret of some length').toString('base64');
const other = Buffer.from('the secret before that').toString('base64');
const nowMs = 1_790_000_000_000;
const body = JSON.stringify({ id: 'p1', status: 'succeeded', output: ['Hi'], metrics: { predict_time: 1 } });

const sign = (key: string, timestamp: string, text: string) =>
  `v1,${createHmac('sha256', Buffer.from(key, 'base64')).update(`msg_1.${timestamp}.${text}`).digest('base64')}`;

function delivery(signatures: (timestamp: string) => string, sentMs = nowMs) {
  const timestamp = String(sentMs / 1000);
  return {
    headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': signatures(timestamp) },
    nowMs,
  };
}
const signed = delivery((timestamp) => sign(secret, timestamp, body));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a delivery', () => {
  it('that is signed is read, with the secret of the environment', async () => {
    vi.stubEnv('REPLICATE_WEBHOOK_SIGNING_SECRET', `whsec_${secret}`);
    expect(await verifyReplicateWebhook({ ...signed, body })).toMatchObject({
      id: 'msg_1',
      sentAt: nowMs,
      prediction: { id: 'p1', status: 'succeeded', output: ['Hi'], metrics: { predict_time: 1 } },
    });
  });

  it('may be signed by one of several secrets, and bear several signatures', async () => {
    const rotated = delivery((timestamp) => `${sign(other, timestamp, body)} v2,x ${sign(secret, timestamp, body)}`);
    expect(await verifyReplicateWebhook({ ...rotated, body, secret })).toMatchObject({ id: 'msg_1' });
    expect(await verifyReplicateWebhook({ ...signed, body, secret: [other, secret] })).toMatchObject({ id: 'msg_1' });
  });

  it.each([
    ['another body', { ...signed, body: JSON.stringify(JSON.parse(body), undefined, 1), secret }],
    ['another secret', { ...signed, body, secret: other }],
    ['an old timestamp', { ...delivery((timestamp) => sign(secret, timestamp, body), nowMs - 301_000), body, secret }],
    ['a timestamp ahead', { ...delivery((timestamp) => sign(secret, timestamp, body), nowMs + 301_000), body, secret }],
    ['no signature', { headers: {}, nowMs, body, secret }],
  ])('with %s is refused', async (_what, options) => {
    await expect(verifyReplicateWebhook(options)).rejects.toMatchObject({ code: 'authentication' });
  });

  it('cannot be checked without a secret', async () => {
    vi.stubEnv('REPLICATE_WEBHOOK_SIGNING_SECRET', '');
    await expect(verifyReplicateWebhook({ ...signed, body })).rejects.toMatchObject({
      code: 'config',
      field: 'secret',
    });
  });

  it('of something else has no prediction', async () => {
    const text = '[]';
    const odd = delivery((timestamp) => sign(secret, timestamp, text));
    expect(await verifyReplicateWebhook({ ...odd, body: text, secret })).toMatchObject({
      prediction: undefined,
      payload: [],
    });
  });
});
