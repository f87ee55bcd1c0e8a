import { virtualEnvironment } from '@kit/testing';
import { describe, it } from 'vitest';
import { storeChecks } from './conformance.ts';
import { memoryStore } from './memory-store.ts';

describe('the memory store', () => {
  const checks = storeChecks(async () => {
    const environment = virtualEnvironment();
    return { store: memoryStore({ environment }), wait: (ms) => environment.advance(ms) };
  });
  for (const { name, run } of checks) it(name, run);
});
