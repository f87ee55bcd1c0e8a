// What Cloudflare's failures mean: the codes of its envelope, of its models and of its gateway.
import type { ErrorCode, ErrorTable, RetryAdvice } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

const meanings: Readonly<Record<number, ErrorCode>> = {
  // No such model.
  5007: 'not-found',
  3042: 'not-found',
  7003: 'not-found',
  // Something about the request.
  5004: 'invalid-request',
  3003: 'invalid-request',
  3039: 'invalid-request',
  5006: 'invalid-request',
  8001: 'invalid-request',
  3006: 'invalid-request',
  5021: 'context-length',
  // A schema that the model could not follow.
  5024: 'invalid-response',
  5025: 'invalid-response',
  // A licence that was not agreed to; an account that may not.
  5018: 'permission',
  5016: 'permission',
  3023: 'permission',
  3041: 'permission',
  5005: 'unsupported',
  5019: 'unsupported',
  3007: 'timeout',
  3008: 'timeout',
  // The free allowance of the day; the models' machines. Both come as 429.
  3036: 'quota',
  3040: 'overloaded',
  10000: 'authentication',
  10001: 'authentication',
  9109: 'authentication',
  2009: 'authentication',
  971: 'rate-limit',
  2003: 'rate-limit',
  2016: 'content-filter',
  2017: 'content-filter',
  2014: 'server',
  2021: 'server',
};

const tooLong = /context window|context length|maximum context/i;
const jsonNotMet = /JSON Mode couldn'?t be met/i;

export const errors: ErrorTable = (evidence) => {
  const told = toldBy(evidence.body);
  const message = told?.message ?? readOpenaiFailure(evidence.body).message;
  const words = message === undefined ? {} : { message };
  if (message !== undefined && tooLong.test(message)) return { code: 'context-length', ...words };
  if (message !== undefined && jsonNotMet.test(message))
    return { code: 'invalid-response', retry: 'same' as RetryAdvice, ...words };
  const code = told?.code === undefined ? undefined : meanings[told.code];
  if (code !== undefined) return { code, ...words };
  const general = compatibleErrors(evidence);
  return general ?? (told && evidence.status < 300 ? { code: 'server', ...words } : undefined);
};

/** `{ success: false, errors: [{ code, message }] }`, and a code inside of OpenAI's form. */
function toldBy(
  body: unknown,
): { readonly code: number | undefined; readonly message: string | undefined } | undefined {
  const record = recordOf(Array.isArray(body) ? body[0] : body);
  const first = recordOf(arrayOf(record?.errors)[0]) ?? recordOf(arrayOf(record?.error)[0]) ?? recordOf(record?.error);
  if (!first) return undefined;
  const message = stringOf(first.message);
  // `5007: No such model …`
  const inWords = /^(?:AiError: )?(?:AiError: )?(\d{3,5}):/.exec(message ?? '')?.[1];
  return { code: numberOf(first.code) ?? numberOf(first.internalCode) ?? numberOf(inWords), message };
}

export function failsInside(body: unknown): boolean {
  return recordOf(body)?.success === false;
}
