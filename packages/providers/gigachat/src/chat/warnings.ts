// What was asked for and cannot be said, collected while a request is written.
import type { Warning } from '@kit/core';

export function warn(warnings: Warning[], feature: string, detail: string): void {
  warnings.push({ feature, detail });
}
