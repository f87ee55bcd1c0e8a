// Aleph Alpha with its manifest.
import { candidate } from '@kit/testing';
import { alephalpha } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { alephalpha: candidate(alephalpha, manifest) };
