// What failures mean: of the queue, of jobs that failed behind a 200, and of the workers' OpenAI-like face.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { generalCode } from '@kit/http';
import { compatibleErrors } from '@kit/transformer-openai';
import { type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { outputFailure } from './jobs/job.ts';

/** States of a job that came to nothing; a complete one may hold a failure as its output. */
const lostStates: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'TIMED_OUT', 'COMPLETED']);

export const errors: ErrorTable = (evidence) => {
  const body = recordOf(evidence.body);
  const status = stringOf(body?.status);
  if (body && status !== undefined && lostStates.has(status)) return jobFailure(body, status);
  const message = stringOf(body?.error) ?? stringOf(body?.detail);
  const known = compatibleErrors(evidence);
  if (known || message === undefined) return known;
  return { code: generalCode(evidence), message };
};

function jobFailure(body: JsonRecord, status: string): ReturnType<ErrorTable> {
  const message = jobWords(body.error ?? outputFailure(body.output));
  const words = message === undefined ? {} : { message };
  if (status === 'CANCELLED') return { code: 'aborted', message: message ?? 'The job was cancelled.' };
  if (status === 'TIMED_OUT') return { code: 'timeout', message: message ?? 'The job ran out of its time.' };
  return { code: codeOf(message ?? '') ?? 'server', ...words };
}

/** Workers say in words what was wrong with the input. */
function codeOf(message: string): ErrorCode | undefined {
  const general = compatibleErrors({ status: 400, headers: {}, body: { error: message } })?.code;
  if (general) return general;
  if (/out of memory|no gpu|cuda/i.test(message)) return 'server';
  if (/\b(invalid|must be|required|missing|unsupported|not supported|expected)\b/i.test(message))
    return 'invalid-request';
  return undefined;
}

/** `error` is a text, or JSON in one: with a type, a message, and a traceback that concerns nobody else. */
function jobWords(error: unknown): string | undefined {
  const text = stringOf(error);
  const told = recordOf(text === undefined ? error : parseJson(text));
  if (!told) return text?.split(/\n?Traceback \(most recent call last\)/)[0]?.trim() || text;
  return stringOf(told.error_message) ?? stringOf(told.message) ?? jobWords(told.error) ?? stringOf(told.error_type);
}
