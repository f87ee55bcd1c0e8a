// What Bedrock's failures mean: by the exception's name, with a few words that the name does not say.
import type { ErrorCode, ErrorTable, FailureEvidence, FailureReading } from '@kit/core';
import { failureMessage, generalCode } from '@kit/http';
import { numberOf, recordOf, stringOf } from '@kit/wire';
import { failureType } from './failure-type.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  AccessDeniedException: 'permission',
  UnrecognizedClientException: 'authentication',
  InvalidSignatureException: 'authentication',
  IncompleteSignatureException: 'authentication',
  MissingAuthenticationTokenException: 'authentication',
  SignatureDoesNotMatchException: 'authentication',
  ExpiredTokenException: 'authentication',
  RequestExpired: 'authentication',
  RequestInTheFuture: 'authentication',
  RequestTimeTooSkewed: 'authentication',
  ResourceNotFoundException: 'not-found',
  ThrottlingException: 'rate-limit',
  TooManyRequestsException: 'rate-limit',
  ServiceQuotaExceededException: 'quota',
  ModelNotReadyException: 'overloaded',
  ModelTimeoutException: 'timeout',
  ModelErrorException: 'server',
  ModelStreamErrorException: 'server',
  InternalServerException: 'server',
  ServiceUnavailableException: 'overloaded',
  ConflictException: 'invalid-request',
};

const tooLong =
  /input is too long|prompt is too long|too many input tokens|maximum context|context (?:length|window)|input length and .?max_tokens.? exceed/i;
const refused = /blocked|content polic|content filter|usage policy|responsible ai/i;
const wantsProfile = /on-demand throughput isn.t supported|inference profile that contains/i;
const unknownModel = /model identifier is invalid|model[^.]{0,80}(?:not found|does not exist)/i;

/** The table of one provider; it names the region's inference profiles where a model wants one. */
export function bedrockErrors(region: string | undefined): ErrorTable {
  return (evidence) => {
    const type = failureType(evidence);
    const message = failureMessage(evidence.body) ?? stringOf(recordOf(evidence.body)?.Message) ?? '';
    const code = codeOf(evidence, type, message);
    if (code === undefined) return undefined;
    return { code, ...worded(message, region), ...retryOf(type) };
  };
}

function codeOf(evidence: FailureEvidence, type: string | undefined, words: string): ErrorCode | undefined {
  const { status, body } = evidence;
  if (type === 'ModelStreamErrorException' || type === 'ModelErrorException') return modelCode(body, words);
  if (type === 'ThrottlingException' && /per day|daily/i.test(words)) return 'quota';
  if (type === 'AccessDeniedException' && /api key|bearer|token (?:is|has) (?:invalid|expired)/i.test(words))
    return 'authentication';
  if (type === 'ValidationException') return refusalCode(evidence, words);
  if (type !== undefined && Object.hasOwn(codes, type)) return codes[type];
  if (status === 400 && words !== '') return refusalCode(evidence, words);
  return status === 529 ? 'overloaded' : undefined;
}

function refusalCode(evidence: FailureEvidence, words: string): ErrorCode {
  if (tooLong.test(words) || generalCode({ ...evidence, status: 400 }) === 'context-length') return 'context-length';
  if (wantsProfile.test(words)) return 'invalid-request';
  if (unknownModel.test(words)) return 'not-found';
  if (/(?:not|n't)[^.]{0,40}support|unsupported/i.test(words)) return 'unsupported';
  return refused.test(words) ? 'content-filter' : 'invalid-request';
}

/** The model behind Bedrock failed: it says how. */
function modelCode(body: unknown, words: string): ErrorCode {
  const status = numberOf(recordOf(body)?.originalStatusCode);
  if (tooLong.test(words)) return 'context-length';
  if (status === 429) return 'rate-limit';
  return status === 503 || status === 529 ? 'overloaded' : 'server';
}

/** A conflict passes by itself. */
function retryOf(type: string | undefined): Pick<FailureReading, 'retry'> {
  return type === 'ConflictException' ? { retry: 'same' } : {};
}

/** The vendor's words; with the way out where a model cannot be called by its bare id. */
function worded(message: string, region: string | undefined): Pick<FailureReading, 'message'> {
  if (message === '') return {};
  if (!wantsProfile.test(message)) return { message };
  const prefix = profilePrefix(region ?? '');
  return { message: `${message} Put the prefix of a profile before the id: "${prefix}.…" or "global.…".` };
}

/** The geography whose inference profiles a region has. */
function profilePrefix(region: string): string {
  if (region.startsWith('us-gov-')) return 'us-gov';
  if (region.startsWith('ap-northeast-1') || region.startsWith('ap-northeast-3')) return 'jp';
  if (region === 'ap-southeast-2' || region === 'ap-southeast-4') return 'au';
  const start = region.slice(0, region.indexOf('-'));
  return { us: 'us', eu: 'eu', ap: 'apac', ca: 'ca' }[start] ?? 'us';
}
