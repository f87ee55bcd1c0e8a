// Writer with its manifest.
import { candidate } from '@kit/testing';
import { writer } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { writer: candidate(writer, manifest) };
