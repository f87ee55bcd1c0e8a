// Google's failures, and those that partners' models tell in words of their own.
import type { ErrorTable } from '@kit/core';
import { geminiErrors } from '@kit/transformer-gemini';
import { recordOf, stringOf } from '@kit/wire';

const tooLong = /prompt is too long|maximum context length|context (?:length|window|limit)/i;

export const vertexErrors: ErrorTable = (evidence) => {
  const { body, status } = evidence;
  const first = recordOf(Array.isArray(body) ? body[0] : body);
  const message = stringOf(recordOf(first?.error)?.message) ?? stringOf(first?.message);
  if (message !== undefined && status < 429 && tooLong.test(message)) return { code: 'context-length', message };
  const type = stringOf(recordOf(first?.error)?.type);
  if (type === 'overloaded_error') return { code: 'overloaded', ...(message !== undefined && { message }) };
  return geminiErrors(evidence);
};
