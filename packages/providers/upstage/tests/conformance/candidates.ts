// Upstage with its manifest.
import { candidate } from '@kit/testing';
import { upstage } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { upstage: candidate(upstage, manifest) };
