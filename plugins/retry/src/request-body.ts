// What a second sending of the same request would mean.
import type { Call, Operation } from '@kit/core';

/** True if the request carries a stream: it is sent once, and what was read of it is gone. */
export function isSentOnce({ request }: Call): boolean {
  return Object.values(request ?? {}).some(
    (value: unknown) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
  );
}

/** Operations whose calls leave something at the vendor, by what makes them do so. */
const creates: { readonly [K in Operation]?: (request: { action?: string; attach?: string }) => boolean } = {
  batch: ({ attach }) => attach === undefined,
  video: ({ attach }) => attach === undefined,
  files: ({ action }) => action === 'upload',
  voices: ({ action }) => action === 'clone',
};

/** True if the call starts a job or stores something: sent twice, it may be there twice. */
export function createsSomething({ operation, request }: Call): boolean {
  return creates[operation]?.((request ?? {}) as { action?: string; attach?: string }) ?? false;
}
