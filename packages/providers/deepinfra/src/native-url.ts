// The vendor's own API lies beside the imitation of OpenAI's, with the model in its path.
import type { CodecContext } from '@kit/core';

/** `…/v1/openai` → `…/v1/inference/<model>`. A model's slash belongs to the path. */
export function nativeURL(model: string, { origin }: CodecContext): string {
  const root = (origin.endpoint ?? '').replace(/\/openai$/, '');
  return `${root}/inference/${model.split('/').map(encodeURIComponent).join('/')}`;
}
