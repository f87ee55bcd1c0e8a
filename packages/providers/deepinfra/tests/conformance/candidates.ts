// DeepInfra with its manifest.
import { candidate } from '@kit/testing';
import { deepinfra } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { deepinfra: candidate(deepinfra, manifest) };
