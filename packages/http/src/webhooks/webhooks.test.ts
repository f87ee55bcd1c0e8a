import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { verifySignature } from './verify-signature.ts';
import { verifyWebhook } from './verify-webhook.ts';

const nowMs = 1_614_265_330_000;
// The example of the Standard Webhooks specification.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = '{"test": 2432232314}';
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

describe('Standard Webhooks', () => {
  it('takes the example of the specification, as plain headers, web headers, text or bytes', async () => {
    const verified = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', sentAt: nowMs, payload: { test: 2_432_232_314 } };
    expect(await verifyWebhook({ headers, body, secret, nowMs })).toEqual(verified);
    expect(
      await verifyWebhook({ headers: new Headers(headers), body: new TextEncoder().encode(body), secret, nowMs }),
    ).toEqual(verified);
    expect(
      await verifyWebhook({
        headers: {
          'Webhook-Id': [headers['webhook-id']],
          'Webhook-Timestamp': headers['webhook-timestamp'],
          'Webhook-Signature': headers['webhook-signature'],
        },
        body,
        secret,
        nowMs,
      }),
    ).toEqual(verified);
  });

  it('takes any of several signatures and secrets, while a secret is being replaced', async () => {
    const several = { ...headers, 'webhook-signature': `v1a,xx v1,${'A'.repeat(43)}= ${headers['webhook-signature']}` };
    await expect(
      verifyWebhook({ headers: several, body, secret: ['whsec_AAAA', secret.slice(6)], nowMs }),
    ).resolves.toBeDefined();
  });

  it('answers text that is no JSON as text', async () => {
    const signature = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update('id.1614265330.plain')
      .digest('base64');
    expect(
      (
        await verifyWebhook({
          headers: { 'webhook-id': 'id', 'webhook-timestamp': '1614265330', 'webhook-signature': `v1,${signature}` },
          body: 'plain',
          secret,
          nowMs,
        })
      ).payload,
    ).toBe('plain');
  });

  it.each([
    ['another body', { body: '{"test": 2432232315}' }],
    ['another secret', { secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['another id', { headers: { ...headers, 'webhook-id': 'other' } }],
    ['an old delivery', { nowMs: nowMs + 300_001 }],
    ['one from the future', { nowMs: nowMs - 300_001 }],
    ['no signature', { headers: { ...headers, 'webhook-signature': undefined } }],
    [
      'another version of signature',
      { headers: { ...headers, 'webhook-signature': 'v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' } },
    ],
    ['a timestamp that is none', { headers: { ...headers, 'webhook-timestamp': 'now' } }],
  ])('refuses %s', async (_, change) => {
    expect(await failed(verifyWebhook({ headers, body, secret, nowMs, ...change }))).toMatchObject({
      code: 'authentication',
      retry: 'never',
    });
  });

  it('tells a secret that is none', async () => {
    expect(await failed(verifyWebhook({ headers, body, secret: 'whsec_', nowMs }))).toMatchObject({
      code: 'config',
      field: 'secret',
    });
  });
});

describe("a header of the vendor's own", () => {
  const sign = (text: string, encoding: 'hex' | 'base64') =>
    createHmac('sha256', 'secret').update(text).digest(encoding);

  it('is a signature of the body, in hex or base64, with or without a prefix', async () => {
    await verifySignature({ body, secret: 'secret', signature: sign(body, 'hex') });
    await verifySignature({ body, secret: 'secret', signature: `sha256=${sign(body, 'hex')}` });
    await verifySignature({ body, secret: 'secret', signature: sign(body, 'base64'), encoding: 'base64' });
  });

  it('may cover a timestamp, which must be near', async () => {
    const options = { body, secret: 'secret', signature: sign(`1614265330.${body}`, 'hex'), timestamp: '1614265330' };
    await verifySignature({ ...options, nowMs });
    for (const change of [{ nowMs: nowMs + 400_000 }, { timestamp: null }, { timestamp: 'x' }])
      expect(await failed(verifySignature({ ...options, nowMs, ...change }))).toMatchObject({ code: 'authentication' });
  });

  it.each([undefined, null, '', 'zz', 'abc', sign('other', 'hex')])('refuses %j', async (signature) => {
    expect(await failed(verifySignature({ body, secret: 'secret', signature }))).toMatchObject({
      code: 'authentication',
    });
  });

  it('tells an empty secret', async () => {
    expect(await failed(verifySignature({ body, secret: '', signature: 'x' }))).toMatchObject({ code: 'config' });
  });
});
