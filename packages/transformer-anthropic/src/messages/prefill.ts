// The beginning of an answer, put into the model's mouth by a last message of the assistant's.
import { KitError } from '@kit/core';
import type { Block } from '../wire-names.ts';
import type { MessageScope } from './message-scope.ts';

/**
 * Checks and tidies a prefill. An answer that paused in a hosted tool (`pause_turn`) is sent back as it is, to go on:
 * that is none.
 * @throws KitError `unsupported` for models that refuse it.
 */
export function settlePrefill(messages: Block[], model: string, scope: MessageScope): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return;
  const { content } = last;
  const blocks = Array.isArray(content) ? (content as Block[]) : undefined;
  if (blocks?.some(({ type }) => isHosted(type))) return;
  if (!scope.rules.prefill) {
    throw new KitError(
      'unsupported',
      `${model} does not continue an answer that was begun for it: the last of \`messages\` must not be the assistant's.`,
      { field: 'messages' },
    );
  }
  const end = blocks?.at(-1);
  const text = typeof content === 'string' ? content : end?.type === 'text' ? String(end.text) : '';
  const trimmed = text.trimEnd();
  if (trimmed === text) return;
  if (end) end.text = trimmed;
  else last.content = trimmed;
  scope.notes.warn('messages', 'White space at the end of the begun answer was cut off: the wire refuses it.');
}

const isHosted = (type: unknown): boolean =>
  typeof type === 'string' && type !== 'tool_result' && /(_tool_use|_tool_result|^container_upload)$/.test(type);
