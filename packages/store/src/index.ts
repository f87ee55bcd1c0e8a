// @kit/store: values, counters, and limits with leases, once for all plugins that keep state.
// biome-ignore-all assist/source/organizeImports: in the order in which a user learns them

export type * from './store.ts';
export { LAPSED_KEPT_MS } from './store.ts';
export { memoryStore, type MemoryStoreOptions } from './memory-store.ts';

// For plugins
export { callKey, checkKeyBy, type KeyBy, type KeyPart } from './call-key.ts';
export { leaseKeeper, type KeptLease, type LeaseKeeper, type LeaseKeeperOptions } from './lease-keeper.ts';
export { outageReport, type OutageReport } from './store-events.ts';

// For stores
export { outageGuard, type OutageOptions } from './outage.ts';
export { WINDOW_SLOTS } from './window.ts';
