// What the parts of a download come to. The provider is told of it when it is made, before anything is downloaded.
import type { Fold, ResponseMeta, Warning } from '@kit/core';
import type { PullPart, PullResponse } from './operations.ts';

/** The layers, each as it was told last. */
export function foldPull(): Fold<PullPart, PullResponse> {
  const layers = new Map<string, number | undefined>();
  const warnings: Warning[] = [];
  let meta: ResponseMeta = { provider: '', timings: {}, attempts: [] };
  let model = '';
  return {
    usage: undefined,
    characters: 0,
    add(batch) {
      for (const part of batch as readonly (PullPart | { readonly type: 'warning'; readonly warning: Warning })[]) {
        if (part.type === 'download') layers.set(part.digest, part.totalBytes ?? layers.get(part.digest));
        else if (part.type === 'warning') warnings.push(part.warning);
        else if (part.type === 'start' || part.type === 'finish') meta = part.meta ?? meta;
        if (part.type === 'start') model = part.model ?? model;
      }
    },
    result() {
      const known = [...layers].map(([digest, bytes]) => ({ digest, ...(bytes !== undefined && { bytes }) }));
      const bytes = known.reduce((sum, layer) => sum + (layer.bytes ?? 0), 0);
      return { model, layers: known, bytes, meta, warnings: [...warnings] };
    },
  };
}
