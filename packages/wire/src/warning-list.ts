// Warnings of one encoding, each said once.
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
      if (warnings.some((known) => known.feature === feature && known.detail === detail)) return;
      warnings.push({ feature, detail });
    },
  };
}
