// What Azure's failures mean, where they say more than OpenAI's, and what they do not say.
import type { ErrorTable, FailureEvidence } from '@kit/core';
import { generalCode, retryAfterMs } from '@kit/http';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

/** @param apiVersion for messages: a wrong version is told as a resource that is not there */
export function azureErrors(apiVersion: string | undefined): ErrorTable {
  return (evidence) => {
    const { status, body } = evidence;
    const { code, message } = readOpenaiFailure(body);
    const words = message === undefined ? {} : { message };
    if (status === 404 && (code === 'DeploymentNotFound' || /resource not found/i.test(message ?? '')))
      return { code: 'not-found', message: `${message} ${whatIsMeant(apiVersion)}` };
    // An identity without a role.
    if (code === 'PermissionDenied' || code === 'AccessDenied') return { code: 'permission', ...words };
    if (status === 429 && /high demand|temporarily at capacity/i.test(message ?? ''))
      return { code: 'overloaded', ...words };
    const waitMs = status === 429 ? toldWaitMs(evidence, message ?? '') : undefined;
    if (waitMs !== undefined) {
      const reading = compatibleErrors(evidence);
      return { code: generalCode(evidence), ...words, ...reading, retryAfterMs: waitMs };
    }
    if (status === 424) return { code: 'server', ...words };
    if (code === 'OperationNotSupported' || code?.startsWith('unsupported_'))
      return { code: 'invalid-request', ...words };
    return compatibleErrors(evidence);
  };
}

/** "Please retry after 6 seconds.", where no header says it. */
function toldWaitMs({ headers, body }: FailureEvidence, message: string): number | undefined {
  if (retryAfterMs({ headers, body }, 0) !== undefined) return undefined;
  const seconds = /retry after (\d{1,5}) seconds?/i.exec(message.slice(0, 1_000))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

function whatIsMeant(apiVersion: string | undefined): string {
  const version = apiVersion === undefined ? 'no api-version' : `api-version ${apiVersion}`;
  return `(\`model\` must be the name of a deployment of this resource; ${version} was asked for.)`;
}
