// The table of imitators, for providers that have no words of their own.
import type { LoadedErrorTable } from '@kit/core';

/** `compatibleErrors`, loaded with the first failure. */
export const loadedCompatibleErrors: LoadedErrorTable = {
  load: async () => (await import('./compatible-errors.ts')).compatibleErrors,
};
