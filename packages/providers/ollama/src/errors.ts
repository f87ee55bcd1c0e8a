// What Ollama's failures mean: `{ "error": "…" }`, at a status or as a line of a stream; objects on the imitating routes.
// What is not told here is read by status and common vocabulary.
import type { ErrorTable, FailureReading } from '@kit/core';
import { failureMessage } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

export const ollamaErrors: ErrorTable = ({ status, body }) => {
  const words = failureMessage(body) ?? '';
  if (status < 300) return insideReading(words);
  // A server that is not signed in says where to do it.
  const signIn = stringOf(recordOf(body)?.signin_url);
  if (status === 401 && signIn !== undefined)
    return { code: 'authentication', message: `${words} Sign in: ${signIn}`.trim() };
  if (!lacks.test(words)) return undefined;
  // The same words come with a 500 where the model turns out to be the wrong one only while it runs.
  if (status === 400) return { code: 'unsupported' };
  return status === 500 ? { code: 'server', retry: 'other-provider' } : undefined;
};

const lacks = /does not support|doesn't support|is not supported/i;

/** A failure that a stream tells in a line of its own. */
function insideReading(words: string): FailureReading {
  if (lacks.test(words)) return { code: 'unsupported' };
  if (/pull model manifest: file does not exist|model\b.{0,200}\bnot found/i.test(words)) return { code: 'not-found' };
  if (/context length|context window|prompt (?:is )?too long/i.test(words)) return { code: 'context-length' };
  return { code: /server busy|maximum pending requests/i.test(words) ? 'overloaded' : 'server' };
}
