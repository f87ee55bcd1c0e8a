// What Groq's failures mean, where its words say more than those of other servers.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { status } = evidence;
  const { code, message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  // The flex tier has no room left.
  if (status === 498 || code === 'capacity_exceeded') return { code: 'overloaded', ...words };
  // A model that the vendor has switched off; a model whose terms the organization has not accepted.
  if (code === 'model_decommissioned') return { code: 'not-found', ...words };
  if (code === 'model_terms_required') return { code: 'permission', ...words };
  // The model wrote a call that no tool fits, or JSON that is none: another try may do better.
  if (code === 'tool_use_failed' || code === 'json_validate_failed')
    return { code: 'invalid-request', retry: 'same', ...words };
  // More than the tokens of a whole minute: waiting does not help.
  if (status === 413) return { code: 'invalid-request', ...words };
  // A remote tool refused: what the caller said of it is wrong.
  if (status === 424) return { code: 'invalid-request', ...words };
  return compatibleErrors(evidence);
};
