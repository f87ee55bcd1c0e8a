// What Writer's failures mean: `{ tpe, errors: [{ description, key, extras }], extras }`; gateways say `{ detail }`.
import type { ErrorTable } from '@kit/core';
import { generalCode } from '@kit/http';
import { compatibleErrors } from '@kit/transformer-openai';
import { arrayOf, recordOf, stringOf } from '@kit/wire';

export const errors: ErrorTable = (evidence) => {
  const message = descriptions(evidence.body);
  if (message === undefined) return compatibleErrors(evidence);
  return { code: compatibleErrors(evidence)?.code ?? generalCode(evidence), message };
};

function descriptions(body: unknown): string | undefined {
  const told = arrayOf(recordOf(body)?.errors).map((error) => stringOf(recordOf(error)?.description));
  return told.filter(Boolean).join(' ') || undefined;
}
