// Together with its manifest.
import { candidate } from '@kit/testing';
import { together } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { together: candidate(together, manifest) };
