// What Ollama's failures mean: `{ "error": "…" }`, at a status or as a line of a stream; objects on the imitating routes.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

export const ollamaErrors: ErrorTable = ({ status, body }) => {
  const words = failureMessage(body) ?? '';
  const code = codeFromWords(words, status) ?? byStatus[status] ?? (status < 400 ? 'server' : undefined);
  if (!code) return undefined;
  // A server that is not signed in says where to do it.
  const signIn = stringOf(recordOf(body)?.signin_url);
  return { code, ...(signIn !== undefined && { message: `${words} Sign in: ${signIn}`.trim() }) };
};

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-request',
  401: 'authentication',
  403: 'permission',
  404: 'not-found',
  429: 'rate-limit',
  500: 'server',
  502: 'server',
  503: 'overloaded',
};

/** Words at the statuses 400, 404, 500, and in streams, whose status is a success. */
function codeFromWords(words: string, status: number): ErrorCode | undefined {
  if (status > 404 && status !== 500) return undefined;
  if (/does not support|doesn't support|is not supported/i.test(words)) return 'unsupported';
  if (
    /exceeds? the (?:available |maximum )?context|input length exceeds|context length|prompt (?:is )?too long/i.test(
      words,
    )
  )
    return 'context-length';
  if (/model\b.{0,200}\bnot found|pull model manifest: file does not exist|try pulling it first/i.test(words))
    return 'not-found';
  if (/server busy|maximum pending requests/i.test(words)) return 'overloaded';
  return undefined;
}
