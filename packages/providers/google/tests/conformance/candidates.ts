// Google with its manifest.
import { candidate } from '@kit/testing';
import { google } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { google: candidate(google, manifest) };
