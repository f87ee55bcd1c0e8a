// Qianfan with its manifest.
import { candidate } from '@kit/testing';
import { ernie } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { ernie: candidate(ernie, manifest) };
