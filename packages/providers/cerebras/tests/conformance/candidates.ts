// Cerebras with its manifest.
import { candidate } from '@kit/testing';
import { cerebras } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { cerebras: candidate(cerebras, manifest) };
