// What Zhipu's failures mean: numbers as text, of which many share a status.
import type { ErrorCode, ErrorTable, FailureEvidence } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

const byCode: Readonly<Record<string, ErrorCode>> = {
  1000: 'authentication',
  1001: 'authentication',
  1002: 'authentication',
  1003: 'authentication',
  1004: 'authentication',
  // The account is locked; the model or the beta is not open to it.
  1112: 'permission',
  1121: 'permission',
  1220: 'permission',
  434: 'permission',
  // The balance is used up.
  1113: 'billing',
  // What the plan gives is used up, it has ended, or it does not cover this.
  1308: 'quota',
  1309: 'quota',
  1310: 'quota',
  1311: 'permission',
  1313: 'quota',
  1210: 'invalid-request',
  1214: 'invalid-request',
  1231: 'invalid-request',
  435: 'invalid-request',
  1211: 'not-found',
  1212: 'unsupported',
  1221: 'not-found',
  1222: 'not-found',
  1261: 'context-length',
  1301: 'content-filter',
  1302: 'rate-limit',
  1303: 'rate-limit',
  1304: 'quota',
  1305: 'overloaded',
  1312: 'overloaded',
  1234: 'server',
  500: 'server',
};

export const errors: ErrorTable = (evidence) => {
  const { code = '', message } = readOpenaiFailure(evidence.body);
  if (Object.hasOwn(byCode, code))
    return { code: byCode[code] as ErrorCode, ...(message !== undefined && { message }) };
  return compatibleErrors(evidence);
};

/** A token that this machine believes to be good has expired, or is not good yet. */
export const isAboutTime = ({ body }: FailureEvidence): boolean => readOpenaiFailure(body).code === '1003';
