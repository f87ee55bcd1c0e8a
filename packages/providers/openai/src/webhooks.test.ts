import { createHmac } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { verifyOpenaiWebhook } from './index.ts';

const secret = Buffer.from('a secret of some length').toString('base64');
const body = JSON.stringify({ type: 'batch.completed', data: { id: 'batch_1' } });
const nowMs = 1_700_000_000_000;

function delivery(text = body) {
  const timestamp = String(nowMs / 1000);
  const signature = createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(`wh_1.${timestamp}.${text}`)
    .digest('base64');
  return {
    headers: { 'webhook-id': 'wh_1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
    nowMs,
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a signed delivery is read, with the secret of the environment', async () => {
  vi.stubEnv('OPENAI_WEBHOOK_SECRET', `whsec_${secret}`);
  expect(await verifyOpenaiWebhook({ ...delivery(), body })).toMatchObject({
    id: 'wh_1',
    payload: { type: 'batch.completed' },
  });
});

test('another body or secret is refused', async () => {
  await expect(verifyOpenaiWebhook({ ...delivery(), body: `${body} `, secret })).rejects.toMatchObject({
    code: 'authentication',
  });
  await expect(
    verifyOpenaiWebhook({ ...delivery(), body, secret: Buffer.from('other').toString('base64') }),
  ).rejects.toMatchObject({ code: 'authentication' });
});

test('without a secret nothing can be checked', async () => {
  vi.stubEnv('OPENAI_WEBHOOK_SECRET', '');
  await expect(verifyOpenaiWebhook({ ...delivery(), body })).rejects.toMatchObject({ code: 'config', field: 'secret' });
});
