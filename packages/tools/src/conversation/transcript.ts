// A conversation as plain text, for a model that is to sum it up.
import type { AssistantPart, Message, ToolResultPart, UserPart } from '@kit/core';

const names = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool' } as const;

/** One paragraph a message. Media are named by their kind, thoughts and opaque blocks are left out. */
export function transcript(messages: readonly Message[]): string {
  return messages.map(({ role, content }) => `${names[role]}: ${textOf(content)}`).join('\n\n');
}

type AnyPart = UserPart | AssistantPart | Exclude<ToolResultPart['content'], string>[number];

function textOf(content: string | readonly AnyPart[]): string {
  if (typeof content === 'string') return content;
  return content
    .map(partText)
    .filter((text) => text !== '')
    .join('\n');
}

function partText(part: AnyPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'tool-call':
      return `[calls ${part.name}(${part.arguments})]`;
    case 'hosted-tool-call':
      return `[calls ${part.name}(${JSON.stringify(part.input ?? {})})]`;
    case 'tool-result':
      return `[${part.toolName ?? 'the tool'} ${part.isError ? 'failed' : 'answered'}: ${textOf(part.content)}]`;
    case 'json':
      return JSON.stringify(part.value);
    case 'image':
    case 'audio':
    case 'file':
      return `[${part.type}]`;
    default:
      return '';
  }
}
