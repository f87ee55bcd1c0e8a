// Models are named by links: `gpt://<folder>/<model>/<branch>`.
import { KitError } from '@kit/core';

type Scheme = 'gpt' | 'emb' | 'art';

/** Names models as the vendor wants them; a link is passed on as it is. */
export type ModelUri = (scheme: Scheme, model: string | undefined) => string;

export function modelUris(folder: string | undefined): ModelUri {
  return (scheme, model = '') => {
    if (model.includes('://')) return model;
    if (folder === undefined)
      throw new KitError(
        'config',
        'Yandex AI Studio needs a folder for the name of a model: set the option `folder`, the environment variable YC_FOLDER_ID, or name the model by its link.',
        { field: 'folder' },
      );
    return `${scheme}://${folder}/${model}${model.includes('/') ? '' : '/latest'}`;
  };
}
