// What Azure's failures mean, where they say more than OpenAI's, and what they do not say.
import type { ErrorTable } from '@kit/core';
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
    if (status === 424) return { code: 'server', ...words };
    if (code === 'OperationNotSupported' || code?.startsWith('unsupported_'))
      return { code: 'invalid-request', ...words };
    return compatibleErrors(evidence);
  };
}

function whatIsMeant(apiVersion: string | undefined): string {
  const version = apiVersion === undefined ? 'no api-version' : `api-version ${apiVersion}`;
  return `(\`model\` must be the name of a deployment of this resource; ${version} was asked for.)`;
}
