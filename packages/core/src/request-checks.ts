// Checks requests with as little code as they need: that a chat of text is right is seen at a glance, and what checks all
// others is loaded with the first of them.
import { toKitError } from './errors.ts';
import type { checkRequest } from './requests.ts';

/** Undefined where the request is right; a promise while the checks are loaded. @throws KitError `invalid-request` */
export type CheckRequest = (operation: string, request: unknown) => Promise<void> | undefined;

/** `checkRequest`, loaded when it is needed. One for each pipeline or provider. */
export function requestChecks(): CheckRequest {
  let check: typeof checkRequest | undefined;
  const load = async (operation: string, request: unknown, calledAt: Error): Promise<void> => {
    try {
      check ??= (await import('./requests.ts')).checkRequest;
      check(operation, request);
    } catch (thrown) {
      const error = toKitError(thrown, 'config');
      // It was made in here; who reads it looks for the call.
      error.stack = `${error.name}: ${error.message}\n${calledAt.stack?.replace(/^Error\n?/, '')}`;
      throw error;
    }
  };
  return (operation, request) => {
    if (isTextChat(operation, request)) return undefined;
    if (!check) return load(operation, request, new Error());
    check(operation, request);
    return undefined;
  };
}

const roles: ReadonlySet<unknown> = new Set(['system', 'user', 'assistant']);

/** True for chats of strings that `checkRequest` would find right; the others it has to tell apart. */
export function isTextChat(operation: string, request: unknown): boolean {
  if ((operation !== 'chat' && operation !== 'stream') || typeof request !== 'object' || request === null) return false;
  let messages: unknown;
  for (const field in request) {
    const value = (request as Readonly<Record<string, unknown>>)[field];
    if (field === 'messages') messages = value;
    else if (value !== undefined && !isPlainSetting(field, value)) return false;
  }
  return Array.isArray(messages) && messages.length > 0 && messages.every(isText);
}

function isPlainSetting(field: string, value: unknown): boolean {
  if (field === 'model') return typeof value === 'string' && value !== '';
  if (field === 'temperature') return Number.isFinite(value);
  return field === 'maxTokens' && Number.isInteger(value) && (value as number) >= 0;
}

function isText(message: unknown): boolean {
  const { role, content } = (message ?? {}) as { readonly role?: unknown; readonly content?: unknown };
  return typeof content === 'string' && roles.has(role);
}
