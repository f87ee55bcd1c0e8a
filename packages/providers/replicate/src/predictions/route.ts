// Which endpoint runs a model: its name alone runs an official one; others are run by their version.
import { KitError } from '@kit/core';

export interface Route {
  readonly path: string;
  /** Goes into the body where the path does not say what is run. */
  readonly version?: string;
  /** `owner/name` where the path says no more than that: a model that is not official has to be asked for its version. */
  readonly named?: string;
}

export function routeOf(model: string): Route {
  if (/^[0-9a-f]{64}$/.test(model)) return { path: '/predictions', version: model };
  const [name = '', version] = model.split(':');
  if (version !== undefined) return { path: '/predictions', version: model };
  const words = name.split('/');
  if (words.some((word) => word === '' || word === '.' || word === '..')) throw notAModel(model);
  const path = words.map(encodeURIComponent).join('/');
  if (words[0] === 'deployments' && words.length === 3) return { path: `/${path}/predictions` };
  if (words.length !== 2) throw notAModel(model);
  return { path: `/models/${path}/predictions`, named: path };
}

function notAModel(model: string): KitError {
  return new KitError(
    'invalid-request',
    `\`model\` must be "owner/name", "owner/name:version", a version's id or "deployments/owner/name"; "${model.slice(0, 100)}" is none.`,
    { field: 'model' },
  );
}
