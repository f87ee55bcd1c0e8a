// What Hunyuan's failures mean: the cloud's words as codes, mostly inside of a 200; OpenAI's form over its wire.
import type { ErrorCode, ErrorTable, FailureEvidence, FailureReading } from '@kit/core';
import { compatibleErrors } from '@kit/transformer-openai';
import { recordOf, stringOf } from '@kit/wire';

/** Beginnings of codes; the first that fits counts. */
const byCode: readonly (readonly [beginning: string, code: ErrorCode])[] = [
  ['AuthFailure', 'authentication'],
  ['UnauthorizedOperation', 'permission'],
  ['FailedOperation.ResourcePackExhausted', 'quota'],
  ['FailedOperation.ServiceNotActivated', 'quota'],
  ['FailedOperation.ServiceStop', 'quota'],
  ['FailedOperation.EngineServerLimitExceeded', 'rate-limit'],
  ['LimitExceeded', 'rate-limit'],
  ['RequestLimitExceeded', 'rate-limit'],
  ['FailedOperation.EngineRequestTimeout', 'timeout'],
  ['FailedOperation.EngineServerError', 'server'],
  ['InternalError', 'server'],
  ['InvalidParameter', 'invalid-request'],
  ['MissingParameter', 'invalid-request'],
  ['OperationDenied.TextIllegalDetected', 'content-filter'],
  ['OperationDenied.ImageIllegalDetected', 'content-filter'],
  ['ResourceUnavailable', 'overloaded'],
  ['UnsupportedOperation', 'unsupported'],
];

interface Told {
  readonly code: string;
  readonly message: string | undefined;
}

/** `{ Response: { Error: { Code, Message } } }`, or `ErrorMsg: { Code, Msg }` in the middle of a stream. */
function failureOf(body: unknown): Told | undefined {
  const outer = recordOf(body);
  const inner = recordOf(outer?.Response) ?? outer;
  const failure = recordOf(inner?.Error) ?? recordOf(inner?.ErrorMsg);
  if (!failure) return undefined;
  const message = stringOf(failure.Message) ?? stringOf(failure.Msg);
  const code = stringOf(failure.Code) ?? (typeof failure.Code === 'number' ? String(failure.Code) : '');
  return code === '' && !message ? undefined : { code, message };
}

/** True for a reply that is a failure, whatever its status. */
export const tellsFailure = (body: unknown): boolean => failureOf(body) !== undefined;

/** The signature's time is too far from the vendor's. */
export const isAboutTime = ({ body }: FailureEvidence): boolean => isExpired(failureOf(body)?.code);

const isExpired = (code: string | undefined) => code === 'AuthFailure.SignatureExpire';

export const errors: ErrorTable = (evidence) => {
  const told = failureOf(evidence.body);
  if (!told) return compatibleErrors(evidence);
  const { code, message } = told;
  const known = byCode.find(([beginning]) => code.startsWith(beginning))?.[1];
  return {
    code: known ?? 'server',
    ...(message && { message }),
    // The next signature has the vendor's time.
    ...(isExpired(code) && { retry: 'same' as const }),
  } satisfies FailureReading;
};
