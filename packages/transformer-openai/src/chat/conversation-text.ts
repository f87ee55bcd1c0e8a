// A conversation as one text: for servers that count the tokens of a text and know no messages.
import type { Message, Warning } from '@kit/core';

/** All that can be written, line by line; what cannot becomes a warning. */
export function conversationText(messages: readonly Message[], warnings: Warning[]): string {
  const texts: string[] = [];
  messages.forEach(({ content }, index) => {
    if (typeof content === 'string') {
      texts.push(content);
      return;
    }
    content.forEach((part, at) => {
      if ('text' in part) texts.push(part.text);
      else if (part.type === 'tool-call') texts.push(part.arguments);
      else if (part.type === 'tool-result' && typeof part.content === 'string') texts.push(part.content);
      else {
        const feature = `messages[${index}].content[${at}]`;
        warnings.push({ feature, detail: `A ${part.type} part cannot be counted; left out.` });
      }
    });
  });
  return texts.join('\n');
}
