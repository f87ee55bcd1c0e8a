// What DeepInfra's failures mean: as at other servers, and sometimes one level deeper, `{ detail: { error: 'text' } }`.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors } from '@kit/transformer-openai';
import { recordOf } from '@kit/wire';

export const errors: ErrorTable = (evidence) => {
  const inner = recordOf(recordOf(evidence.body)?.detail);
  return compatibleErrors(inner ? { ...evidence, body: inner } : evidence);
};
