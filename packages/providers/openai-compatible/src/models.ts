// Models of the hosted presets with prices and limits, each vendor's by itself and all together.
import type { Catalogue } from '@kit/core';
import { catalogue as friendli } from './catalogues/friendli.ts';
import { catalogue as hyperbolic } from './catalogues/hyperbolic.ts';
import { catalogue as lambda } from './catalogues/lambda.ts';
import { catalogue as lmstudio } from './catalogues/lmstudio.ts';
import { catalogue as nebius } from './catalogues/nebius.ts';
import { catalogue as novita } from './catalogues/novita.ts';
import { catalogue as nvidia } from './catalogues/nvidia.ts';

/** By preset. A provider made of a preset loads its own alone. */
export const catalogues = { friendli, hyperbolic, lambda, lmstudio, nebius, novita, nvidia } as const;

/** All of them; each model says whose it is in `provider`. */
export const catalogue: Catalogue = {
  provider: 'openai-compatible',
  asOf: nebius.asOf,
  models: Object.values(catalogues).flatMap(({ provider, models }) => models.map((model) => ({ provider, ...model }))),
};
