// What failures mean: gRPC codes on the native wire and of the gateway, OpenAI's words on the other.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { generalCode } from '@kit/http';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';
import { numberOf, recordOf } from '@kit/wire';

const byGrpcCode: Readonly<Record<number, ErrorCode>> = {
  1: 'aborted',
  3: 'invalid-request',
  4: 'timeout',
  5: 'not-found',
  7: 'permission',
  8: 'rate-limit',
  11: 'invalid-request',
  12: 'unsupported',
  13: 'server',
  14: 'overloaded',
  16: 'authentication',
};

/** `{ error: { grpcCode, httpCode, message } }`, `{ code, message }` of the gateway and of operations. */
export const errors: ErrorTable = (evidence) => {
  const body = recordOf(Array.isArray(evidence.body) ? evidence.body[0] : evidence.body);
  const error = recordOf(body?.error) ?? body;
  const number = numberOf(error?.grpcCode) ?? numberOf(error?.code);
  const code = number === undefined ? undefined : byGrpcCode[number];
  const { message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  if (code === undefined) {
    const known = compatibleErrors(evidence);
    if (known || message === undefined) return known;
    const status = numberOf(error?.httpCode) ?? evidence.status;
    return { code: generalCode({ ...evidence, status }), ...words };
  }
  // Too long is a wrong argument there.
  if (code === 'invalid-request')
    return { code: lengthCode(message) ?? compatibleErrors(evidence)?.code ?? code, ...words };
  return { code, ...words };
};

const lengthCode = (message: string | undefined): ErrorCode | undefined =>
  /number of input tokens must be no more than|input is too long|exceeds the maximum/i.test(message ?? '')
    ? 'context-length'
    : undefined;
