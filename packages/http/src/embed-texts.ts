// The inputs of an embedding as texts, for models that embed nothing else.
import { type EmbedRequest, KitError } from '@kit/core';

/** One text for each input. @throws KitError `unsupported` for media */
export function embedTexts({ input }: Pick<EmbedRequest, 'input'>): string[] {
  return (typeof input === 'string' ? [input] : input).map((item, index) => {
    if (typeof item === 'string') return item;
    return item
      .map((part) => {
        if (part.type === 'text') return part.text;
        const field = `input[${index}]`;
        throw new KitError('unsupported', `embed: \`${field}\` has media; this model embeds text alone.`, { field });
      })
      .join('\n');
  });
}
