// Cache points: blocks that end a prefix worth caching, at most four a request.

import type { CacheMark } from '@kit/core';
import type { WarningList } from '@kit/wire';
import type { Encoding } from './encoding.ts';

const most = 4;
const ttls: readonly string[] = ['5m', '1h'];

export function cachePoints(taken: boolean, warnings: WarningList): Encoding['cachePoint'] {
  let made = 0;
  return (mark, feature) => {
    if (!mark) return undefined;
    if (!taken) {
      warnings.add(feature, 'The model caches nothing on request; the mark was left out.');
      return undefined;
    }
    if (++made > most) {
      warnings.add(feature, `A request has at most ${most} cache points; this one was left out.`);
      return undefined;
    }
    return { cachePoint: { type: 'default', ...ttlOf(mark, feature, warnings) } };
  };
}

function ttlOf(mark: true | CacheMark, feature: string, warnings: WarningList): { readonly ttl?: string } {
  const ttl = mark === true ? undefined : mark.ttl;
  if (ttl === undefined) return {};
  if (ttls.includes(ttl)) return { ttl };
  warnings.add(`${feature}.ttl`, `Prefixes are kept for ${ttls.join(' or ')}; "${ttl}" was left out.`);
  return {};
}
