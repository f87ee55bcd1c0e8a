// fal with its manifests: over the queue, and with one request held open.
import { candidate } from '@kit/testing';
import { fal } from '../../src/index.ts';
import { manifestOf } from './manifest.ts';

export const candidates = {
  // Work is done at the second look: the first pause is all there is to wait for.
  'fal over the queue': candidate((options) => fal({ ...options, pollMs: 1 }), manifestOf('queue')),
  'fal at once': candidate((options) => fal({ ...options, pollMs: 1, mode: 'sync' }), manifestOf('sync')),
};
