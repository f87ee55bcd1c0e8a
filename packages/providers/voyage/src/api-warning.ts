// `x-api-warning`: what the vendor has to say beside its answer, such as a hint about billing.
import type { Warning, WireHeaders } from '@kit/core';

export function apiWarnings(headers: WireHeaders): readonly Warning[] {
  const detail = headers['x-api-warning'];
  return detail === undefined || detail === '' ? [] : [{ feature: 'vendor', detail }];
}
