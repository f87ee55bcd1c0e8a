// Webhooks: OpenAI signs its deliveries by the Standard Webhooks scheme.
import { KitError } from '@kit/core';
import { readEnvironment, type VerifiedWebhook, type VerifyWebhookOptions, verifyWebhook } from '@kit/http';

export type OpenaiWebhook = VerifiedWebhook;

/**
 * Checks a delivery's signature. The secret is `OPENAI_WEBHOOK_SECRET` if absent.
 * @throws KitError `authentication` if the delivery is not OpenAI's, `config` if there is no secret.
 */
export async function verifyOpenaiWebhook(
  options: Omit<VerifyWebhookOptions, 'secret'> & Partial<Pick<VerifyWebhookOptions, 'secret'>>,
): Promise<OpenaiWebhook> {
  const secret = options.secret ?? readEnvironment('OPENAI_WEBHOOK_SECRET');
  if (secret === undefined)
    throw new KitError(
      'config',
      'verifyOpenaiWebhook: set the option `secret` or the environment variable OPENAI_WEBHOOK_SECRET.',
      { field: 'secret' },
    );
  return verifyWebhook({ ...options, secret });
}
