// Tells pools apart without their code: who has one key never loads it.
import type { CredentialPool } from './credential-pool.ts';

/** True for a `credentialPool()`, of any copy of the package. */
export function isPool(value: unknown): value is CredentialPool {
  return typeof value === 'object' && value !== null && typeof (value as { acquire?: unknown }).acquire === 'function';
}
