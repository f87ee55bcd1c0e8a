// Where tasks live: beside OpenAI's wire, which stands below `/v1`.
import { type CodecContext, KitError } from '@kit/core';

/** Answers a task's URL for a model, given where the endpoint's paths begin. */
export type TaskAddress = (model: string, root: string) => string;

/** Where the endpoint's own paths begin: the base URL without `/v1`. */
export const rootOf = ({ origin }: CodecContext): string => (origin.endpoint ?? '').replace(/\/v1$/, '');

export const beside = (context: CodecContext, path: string): string => `${rootOf(context)}${path}`;

/** A path at Hugging Face's own machines; without a task the model's own is meant. */
export function hostedTask(task: string | undefined): (model: string, root?: string) => string {
  return (model, root = '') => {
    const path = modelPath(model);
    return `${root}/hf-inference/models/${path}${task === undefined ? '' : `/pipeline/${encodeURIComponent(task)}`}`;
  };
}

/** `org/name`. @throws KitError `unsupported` for another host: tasks have no common form there */
function modelPath(model: string): string {
  const [name = '', host] = model.split(':');
  if (host !== undefined && host !== 'hf-inference')
    throw new KitError(
      'unsupported',
      `The router has one form for chats alone: tasks run at hf-inference, not at "${host}". Ask that host through its own provider.`,
      { field: 'model' },
    );
  return name.split('/').map(encodeURIComponent).join('/');
}
