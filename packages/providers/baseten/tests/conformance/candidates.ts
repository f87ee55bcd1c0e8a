// Baseten with its manifests: the model APIs, and a model of one's own.
import { candidate } from '@kit/testing';
import { type BasetenOptions, baseten } from '../../src/index.ts';
import { deploymentManifest, modelAPIsManifest } from './manifest.ts';

const ownModel = (options: BasetenOptions) => baseten({ modelId: 'abcd1234', ...options });

export const candidates = {
  'model APIs': candidate(baseten, modelAPIsManifest),
  'own model': candidate(ownModel, deploymentManifest),
};
