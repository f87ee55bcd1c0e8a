// The vendor's own words, found in whatever shape its error has.
import { arrayOf, recordOf, stringOf } from '@kit/wire';

const MAX_CHARACTERS = 500;

/** The message in an error body, at most 500 characters; undefined where there are no words. */
export function failureMessage(body: unknown): string | undefined {
  const message = messageIn(body, 0);
  return message === undefined || message === '' ? undefined : shortened(message);
}

/** Fields that hold the words, or an object that does. */
const fields = [
  'error',
  'message',
  'detail',
  'errors',
  'error_message',
  'errorMessage',
  'error_msg',
  'error_description',
  'msg',
  'reason',
  'title',
  'Message',
  'Response',
  'Error',
  'base_resp',
  'status_msg',
] as const;

function messageIn(body: unknown, depth: number): string | undefined {
  if (typeof body === 'string') return plain(body);
  if (depth > 4) return undefined;
  if (Array.isArray(body)) {
    const messages = arrayOf(body)
      .map((item) => messageIn(item, depth + 1))
      .filter((item) => item !== undefined);
    return messages.length > 0 ? messages.slice(0, 3).join('; ') : undefined;
  }
  const record = recordOf(body);
  if (!record) return undefined;
  // FastAPI's validation errors name the place beside the message.
  const place = arrayOf(record.loc)
    .filter((item) => typeof item === 'string' || typeof item === 'number')
    .join('.');
  if (place !== '' && typeof record.msg === 'string') return `${place}: ${record.msg}`;
  // A sentence beside a code word: `{ "error": "invalid_grant", "error_description": "…" }`, `{ "error": "x", "message": "…" }`.
  const sentence = stringOf(record.message) || stringOf(record.error_description);
  if (sentence && typeof record.error === 'string') return plain(sentence);
  for (const field of fields) {
    if (record[field] === undefined || record[field] === null) continue;
    const message = messageIn(record[field], depth + 1);
    if (message) return message;
  }
  return undefined;
}

/** Text as it is; of an HTML page (a proxy's, mostly) its title. */
function plain(text: string): string {
  if (!/^\s*(?:<!doctype|<html|<head|<\?xml)/i.test(text)) return text.trim();
  const start = text.search(/<title[^>]*>/i);
  const titled = start < 0 ? '' : text.slice(text.indexOf('>', start) + 1);
  const end = titled.search(/<\/title/i);
  const title = end < 0 ? '' : titled.slice(0, end).replace(/\s+/g, ' ').trim();
  return title === '' ? 'The answer was an HTML page.' : title;
}

function shortened(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`;
}
