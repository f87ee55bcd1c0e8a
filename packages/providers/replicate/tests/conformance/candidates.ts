// Replicate with its manifest.
import { candidate } from '@kit/testing';
import { replicate } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = {
  // Predictions are done at the second look: the first pause is all there is to wait for.
  replicate: candidate((options) => replicate({ ...options, pollMs: 1 }), manifest),
};
