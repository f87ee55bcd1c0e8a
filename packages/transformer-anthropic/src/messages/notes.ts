// Collects what encoding could not say exactly.
import type { Warning } from '@kit/core';

/** Warnings of one request. The same sentence about the same feature is noted once, however many parts it concerns. */
export class Notes {
  readonly warnings: Warning[] = [];

  warn(feature: string, detail: string): void {
    if (this.warnings.some((known) => known.feature === feature && known.detail === detail)) return;
    this.warnings.push({ feature, detail });
  }
}
