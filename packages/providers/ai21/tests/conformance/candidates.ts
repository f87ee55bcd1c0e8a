// AI21 with its manifest.
import { candidate } from '@kit/testing';
import { ai21 } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { ai21: candidate(ai21, manifest) };
