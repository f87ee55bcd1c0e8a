// SambaNova with its manifest.
import { candidate } from '@kit/testing';
import { sambanova } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { sambanova: candidate(sambanova, manifest) };
