// Databricks with its manifest.
import { candidate } from '@kit/testing';
import { databricks } from '../../src/index.ts';
import { manifest, manifestOfAgents } from './manifest.ts';

export const candidates = {
  databricks: candidate(databricks, manifest),
  'databricks over the responses wire': candidate(
    (options) => databricks({ ...options, api: 'responses' }),
    manifestOfAgents,
  ),
};
