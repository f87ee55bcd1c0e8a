// Where a server keeps what is not under its base URL: `/health`, `/tokenize`.
import type { CodecContext } from '@kit/core';

/** The endpoint of a call without its version: `http://localhost:8000/v1` → `http://localhost:8000`. */
export function rootURL({ origin }: Pick<CodecContext, 'origin'>): string {
  return (origin.endpoint ?? '').replace(/\/v\d+$/, '');
}
