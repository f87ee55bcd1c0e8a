// Fields of requests that only Maritaca has: `vendor: { maritaca: { … } }`, merged into the body last.
import type { JsonValue } from '@kit/core';

export type MaritacaVendorOptions = {
  /** Tools that Maritaca runs; hosted tools of the same names say the same. */
  readonly web_search?: boolean;
  readonly code_execution?: boolean;
  readonly data_ocean?: boolean;
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly maritaca?: MaritacaVendorOptions;
  }
}
