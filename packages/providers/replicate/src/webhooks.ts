// Webhooks: Replicate signs its deliveries by the Standard Webhooks scheme.
import { KitError } from '@kit/core';
import { readEnvironment, type VerifiedWebhook, type VerifyWebhookOptions, verifyWebhook } from '@kit/http';
import { recordOf } from '@kit/wire';
import type { ReplicatePrediction } from './predictions/operation.ts';
import { readPrediction } from './predictions/prediction.ts';

export interface ReplicateWebhook extends VerifiedWebhook {
  /** The prediction as it stood; undefined where the payload is none (a training, say). */
  readonly prediction: ReplicatePrediction | undefined;
}

/**
 * Checks a delivery's signature, over the body as it arrived. The secret (`whsec_…`, from `GET
 * /webhooks/default/secret`) is `REPLICATE_WEBHOOK_SIGNING_SECRET` if absent; several while one is being replaced.
 * @throws KitError `authentication` if the delivery is not Replicate's, `config` if there is no secret.
 */
export async function verifyReplicateWebhook(
  options: Omit<VerifyWebhookOptions, 'secret'> & Partial<Pick<VerifyWebhookOptions, 'secret'>>,
): Promise<ReplicateWebhook> {
  const secret = options.secret ?? readEnvironment('REPLICATE_WEBHOOK_SIGNING_SECRET');
  if (secret === undefined)
    throw new KitError(
      'config',
      'verifyReplicateWebhook: set the option `secret` or the environment variable REPLICATE_WEBHOOK_SIGNING_SECRET.',
      { field: 'secret' },
    );
  const verified = await verifyWebhook({ ...options, secret });
  const told = recordOf(verified.payload);
  return { ...verified, prediction: told && readPrediction(told) };
}
