// Deliveries signed with a key made here, as fal signs them.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { failureOf } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { falWebhooks } from './index.ts';

const nowMs = 1_794_960_000_000;
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const jwk = publicKey.export({ format: 'jwk' });
const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
const keys = async () => ({ keys: [{ kty: 'RSA', n: 'x', e: 'AQAB' }, other, jwk] });
const body = JSON.stringify({
  request_id: 'r-1',
  gateway_request_id: 'g-1',
  status: 'OK',
  payload: { images: [{ url: 'https://v3.fal.media/a.png' }] },
});

function headersOf(text: string, { seconds = nowMs / 1000, user = 'u-1' } = {}) {
  const digest = createHash('sha256').update(text).digest('hex');
  const message = Buffer.from(['r-1', user, String(seconds), digest].join('\n'));
  return {
    'X-Fal-Webhook-Request-Id': 'r-1',
    'X-Fal-Webhook-User-Id': user,
    'X-Fal-Webhook-Timestamp': String(seconds),
    'X-Fal-Webhook-Signature': sign(null, message, privateKey).toString('hex'),
  };
}

describe('a delivery', () => {
  it('is taken if any key of the set fits its signature', async () => {
    const webhooks = falWebhooks({ keys });
    const delivery = await webhooks.verify({ headers: headersOf(body), body, nowMs });
    expect(delivery).toEqual({
      requestId: 'r-1',
      status: 'OK',
      payload: { images: [{ url: 'https://v3.fal.media/a.png' }] },
    });
    const bytes = new TextEncoder().encode(body);
    expect(await webhooks.verify({ headers: new Headers(headersOf(body)), body: bytes, nowMs })).toEqual(delivery);
  });

  it('of work that failed says why', async () => {
    const failed = JSON.stringify({ request_id: 'r-1', status: 'ERROR', error: 'It broke.', payload: { detail: [] } });
    expect(await falWebhooks({ keys }).verify({ headers: headersOf(failed), body: failed, nowMs })).toEqual({
      requestId: 'r-1',
      status: 'ERROR',
      error: 'It broke.',
      payload: { detail: [] },
    });
  });

  const good = headersOf(body);
  it.each([
    ['old', headersOf(body, { seconds: nowMs / 1000 - 301 })],
    ['of the future', headersOf(body, { seconds: nowMs / 1000 + 301 })],
    ['of another body', headersOf(`${body} `)],
    ['of another user', { ...good, 'X-Fal-Webhook-User-Id': 'u-2' }],
    ['without a signature', { ...good, 'X-Fal-Webhook-Signature': '' }],
    ['with half a signature', { ...good, 'X-Fal-Webhook-Signature': good['X-Fal-Webhook-Signature'].slice(2) }],
    ['without a time', { ...good, 'X-Fal-Webhook-Timestamp': 'now' }],
  ])('that is %s is refused', async (_, headers) => {
    expect(await failureOf(falWebhooks({ keys }).verify({ headers, body, nowMs }))).toMatchObject({
      code: 'authentication',
      retry: 'never',
    });
  });

  it('is refused by keys of somebody else', async () => {
    const webhooks = falWebhooks({ keys: async () => ({ keys: [other] }) });
    expect(await failureOf(webhooks.verify({ headers: good, body, nowMs }))).toMatchObject({ code: 'authentication' });
  });
});

describe('the keys', () => {
  it('are asked for once a day', async () => {
    let asked = 0;
    const webhooks = falWebhooks({
      keys: () => {
        asked++;
        return keys();
      },
      toleranceMs: Number.POSITIVE_INFINITY,
    });
    await webhooks.verify({ headers: headersOf(body), body, nowMs });
    await webhooks.verify({ headers: headersOf(body), body, nowMs: nowMs + 23 * 3_600_000 });
    expect(asked).toBe(1);
    await webhooks.verify({ headers: headersOf(body), body, nowMs: nowMs + 25 * 3_600_000 });
    expect(asked).toBe(2);
  });

  it('that could not be had are asked for again', async () => {
    let asked = 0;
    const webhooks = falWebhooks({ keys: async () => (asked++ === 0 ? { keys: [] } : keys()) });
    expect(await failureOf(webhooks.verify({ headers: headersOf(body), body, nowMs }))).toMatchObject({
      code: 'invalid-response',
    });
    expect((await webhooks.verify({ headers: headersOf(body), body, nowMs })).requestId).toBe('r-1');
  });
});
