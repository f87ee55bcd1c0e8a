// The exception that a failure is: in a header, or in the body.
import type { FailureEvidence } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';

/** `ValidationException`, without the namespace before and the address behind it. */
export function failureType({ headers, body }: Pick<FailureEvidence, 'headers' | 'body'>): string | undefined {
  const record = recordOf(body);
  const given = headers['x-amzn-errortype'] ?? stringOf(record?.__type) ?? stringOf(record?.code);
  const word = given?.split(':', 1)[0]?.split('#').at(-1)?.trim();
  // Inside streams the first letter is small.
  return word ? word[0]?.toUpperCase() + word.slice(1) : undefined;
}
