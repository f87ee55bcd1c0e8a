// Held to what every provider owes its callers.
import { conformance, registerChecks } from '@kit/testing';
import { describe, it } from 'vitest';
import { manifest } from '../tests/conformance/manifest.ts';
import { google } from './index.ts';

describe('google', () => {
  registerChecks(it, conformance(google, manifest));
});
