// Bedrock with its manifest, over Converse.
import { candidate } from '@kit/testing';
import { bedrock } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = {
  bedrock: candidate((options) => bedrock({ ...options, region: 'us-east-1' }), manifest),
};
