// Held to what every provider owes its callers.
import { conformance, registerChecks } from '@kit/testing';
import { describe, it } from 'vitest';
import { candidates } from '../tests/conformance/candidates.ts';

describe.each(Object.entries(candidates))('%s', (_, candidate) => {
  registerChecks(it, conformance(candidate, { tier: 'quick' }));
});
