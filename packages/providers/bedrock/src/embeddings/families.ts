// Embedding models: three families, each with a body of its own behind InvokeModel.

import { type EmbedRequest, KitError } from '@kit/core';
import type { WarningList } from '@kit/wire';
import type { Draft } from '../request-body.ts';
import { cohereBody } from './cohere-body.ts';
import { novaBody } from './nova-body.ts';
import { titanBody } from './titan-body.ts';

export interface EmbedFamily {
  /** Inputs of one request. */
  readonly most: number;
  readonly body: (request: EmbedRequest, model: string, warnings: WarningList) => Draft;
}

const families: readonly (readonly [part: string, family: EmbedFamily])[] = [
  ['cohere.', { most: 96, body: cohereBody }],
  ['amazon.nova', { most: 1, body: novaBody }],
];

const titan: EmbedFamily = { most: 1, body: titanBody };

/**
 * Ids that name no vendor are asked like Amazon's own models.
 * @throws KitError `unsupported` for vendors whose body is not known.
 */
export function embedFamily(model: string): EmbedFamily {
  const found = families.find(([start]) => model.startsWith(start));
  if (found) return found[1];
  if (model.startsWith('amazon.') || !model.includes('.')) return titan;
  throw new KitError(
    'unsupported',
    `embed: the body of "${model}" is not known; Titan, Nova and Cohere models can be asked. (Where the id does not say which it is, name it in \`baseModels\`.)`,
    { field: 'model' },
  );
}
