// Names of models are places: `owner/alias[/sub/path]`, with `workflows/` or `comfy/` before some.
import { KitError } from '@kit/core';

/** A model's path: `/fal-ai/flux/dev`. A bare name is one of fal's own. @throws KitError `invalid-request` */
export function modelPath(model: string | undefined): string {
  const id = (model ?? '').replace(/^\/+|\/+$/g, '');
  if (id === '')
    throw new KitError('invalid-request', '`model` is required: "fal-ai/flux/dev", for example.', { field: 'model' });
  const segments = id.split('/');
  const whole = segments.length > 1 ? segments : ['fal-ai', id];
  return `/${whole.map(encodeURIComponent).join('/')}`;
}

/** What the queue knows a model's requests by: its owner and alias, without the path below them. */
export function appPath(model: string | undefined): string {
  const segments = modelPath(model).split('/');
  const length = segments[1] === 'workflows' || segments[1] === 'comfy' ? 4 : 3;
  return segments.slice(0, length).join('/');
}
