// Held to what every provider owes its callers.
import { conformance, registerChecks } from '@kit/testing';
import { describe, it } from 'vitest';
import { manifest } from '../tests/conformance/manifest.ts';
import { bedrock } from './index.ts';

describe('bedrock over Converse', () => {
  registerChecks(
    it,
    conformance((options) => bedrock({ ...options, region: 'us-east-1' }), manifest),
  );
});
