// Azure with its manifests: both generations of its API, the responses wire, and Claude.
import { candidate } from '@kit/testing';
import { azure } from '../../src/index.ts';
import { manifest, manifestOfDated, manifestOfMessages, manifestOfResponses } from './manifest.ts';

export const candidates = {
  azure: candidate(azure, manifest),
  'azure with a dated version': candidate(
    (options) => azure({ ...options, apiVersion: '2024-10-21' }),
    manifestOfDated,
  ),
  'azure over responses': candidate((options) => azure({ ...options, api: 'responses' }), manifestOfResponses),
  'azure over messages': candidate((options) => azure({ ...options, api: 'messages' }), manifestOfMessages),
};
