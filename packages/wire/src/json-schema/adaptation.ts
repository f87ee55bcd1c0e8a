// What one adaptation of a schema shares: the subset, the document, what was changed, and its bounds.

import type { JsonValue } from '@kit/core';
import type { SchemaChange, SchemaSubset } from './subset.ts';

/** A schema being written. */
export type Draft = { [keyword: string]: JsonValue };

/** A schema being read; any of its keywords may hold anything. */
export type Source = Readonly<Record<string, unknown>>;

/** Levels and schemas beyond which an adaptation stops, whatever the subset says: a schema may come from a stranger. */
export const deepestSchema = 64;
export const mostSchemas = 20_000;

export interface Adaptation {
  readonly subset: SchemaSubset;
  /** The document in which references are looked up. */
  readonly root: unknown;
  readonly changes: SchemaChange[];
  readonly inlinesReferences: boolean;
  /** What `#` is called in the adapted schema. */
  readonly rootReference: string;
  /** References whose targets are being put in place right now; meeting one again is a recursion. */
  readonly inlining: Set<string>;
  schemasLeft: number;
  /** Adapts one schema at a place. */
  readonly adapt: (schema: unknown, path: string, depth: number) => Draft;
}

type ChangeDetails = Omit<SchemaChange, 'lossy'>;

/** Notes a change that keeps the meaning. */
export function noteChange(adaptation: Adaptation, change: ChangeDetails): void {
  adaptation.changes.push({ ...change, lossy: false });
}

/** Notes a change that loses some of the meaning. */
export function noteLoss(adaptation: Adaptation, change: ChangeDetails): void {
  adaptation.changes.push({ ...change, lossy: true });
}
