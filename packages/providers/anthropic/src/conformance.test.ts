// Held to what every provider owes its callers.
import { conformance, registerChecks } from '@kit/testing';
import { describe, it } from 'vitest';
import { manifest } from '../tests/conformance/manifest.ts';
import { anthropic } from './index.ts';

describe('anthropic', () => {
  registerChecks(it, conformance(anthropic, manifest));
});
