// What failures mean: codes of five digits, of which the first three are a status; the gateway has another form.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { generalCode } from '@kit/http';
import { compatibleErrors } from '@kit/transformer-openai';
import { recordOf, stringOf } from '@kit/wire';

const good = '20000';

/** `{ status: { code } }` behind a 200 may be a failure. */
export function failsInside(body: unknown): boolean {
  const code = stringOf(recordOf(recordOf(body)?.status)?.code);
  return code !== undefined && code !== good;
}

const meanings: Readonly<Record<string, ErrorCode>> = {
  '40003': 'context-length',
  '40006': 'content-filter',
  '40800': 'timeout',
};

export const errors: ErrorTable = (evidence) => {
  const body = recordOf(evidence.body);
  const told = recordOf(body?.status) ?? recordOf(body?.error) ?? body;
  const message = [stringOf(told?.message), stringOf(told?.details)].filter(Boolean).join(': ');
  const words = message === '' ? {} : { message };
  const code = stringOf(told?.code);
  if (code !== undefined && /^[345]\d{4}$/.test(code)) {
    const status = Number(code.slice(0, 3));
    const known = meanings[code] ?? compatibleErrors({ ...evidence, status })?.code;
    return { code: known ?? generalCode({ ...evidence, status }), ...words };
  }
  return compatibleErrors(evidence) ?? (message === '' ? undefined : { code: generalCode(evidence), ...words });
};
