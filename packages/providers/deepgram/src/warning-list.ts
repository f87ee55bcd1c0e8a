// Warnings of one encoding.
import type { Warning } from '@kit/core';

export interface WarningList {
  readonly warnings: readonly Warning[];
  add(feature: string, detail: string): void;
}

export function warningList(): WarningList {
  const warnings: Warning[] = [];
  return {
    warnings,
    add(feature, detail) {
      warnings.push({ feature, detail });
    },
  };
}
