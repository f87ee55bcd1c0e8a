// A conversation as the chatbot takes it, or as a prompt.
import { type JsonObject, KitError } from '@kit/core';
import type { TranslationAsk } from '@kit/transformer-openai/chat';
import { arrayOf, isRecord, stringOf } from '@kit/wire';

export interface ChatInput {
  readonly endpoint: 'chatbot' | 'generation';
  readonly value: JsonObject;
}

interface Turn {
  readonly role: string;
  readonly text: string;
}

export function chatInput(body: JsonObject, { warn }: TranslationAsk): ChatInput {
  const {
    model: _,
    messages,
    stream: __,
    max_tokens: length,
    temperature,
    top_p: topP,
    top_k: topK,
    stop,
    ...own
  } = body;
  const turns = turnsOf(arrayOf(messages), warn);
  const context = turns
    .filter(({ role }) => role === 'system')
    .map(({ text }) => text)
    .join('\n');
  const said = joined(turns.filter(({ role }) => role !== 'system'));
  const last = said.at(-1);
  if (last?.role !== 'user')
    throw new KitError('unsupported', "NLP Cloud answers a user's message: the last one must be one.", {
      field: 'messages',
    });
  const sampling = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
  };
  if (length === undefined && stop === undefined && Object.keys(sampling).length === 0) {
    const history = pairsOf(said.slice(0, -1));
    return {
      endpoint: 'chatbot',
      value: { input: last.text, ...(context !== '' && { context }), ...(history.length > 0 && { history }), ...own },
    };
  }
  return {
    endpoint: 'generation',
    value: {
      text: promptOf(context, said),
      // The length is that of the answer alone.
      ...(length !== undefined && { max_length: length, length_no_input: true }),
      end_sequence: stringOf(Array.isArray(stop) ? stop[0] : stop) ?? '\nUser:',
      remove_end_sequence: true,
      remove_input: true,
      ...sampling,
      ...own,
    },
  };
}

function turnsOf(messages: readonly unknown[], warn: TranslationAsk['warn']): Turn[] {
  return messages.filter(isRecord).flatMap(({ role, content, tool_calls: calls }, at) => {
    if (role === 'tool' || arrayOf(calls).length > 0)
      warn(`messages[${at}]`, 'NLP Cloud knows no tools: their calls and results were left out.');
    if (role === 'tool') return [];
    const text =
      stringOf(content) ??
      arrayOf(content)
        .map((part) => (isRecord(part) ? (stringOf(part.text) ?? '') : ''))
        .join('\n');
    return text === '' && role === 'assistant' ? [] : [{ role: String(role), text }];
  });
}

/** Neighbours of one role are one turn. */
function joined(turns: readonly Turn[]): Turn[] {
  const all: Turn[] = [];
  for (const turn of turns) {
    const before = all.at(-1);
    if (before?.role === turn.role) all[all.length - 1] = { ...turn, text: `${before.text}\n${turn.text}` };
    else all.push(turn);
  }
  return all;
}

/** Pairs of a question and its answer; an answer that nobody asked for has an empty question. */
function pairsOf(turns: readonly Turn[]): JsonObject[] {
  const pairs: JsonObject[] = [];
  let input = '';
  for (const { role, text } of turns) {
    if (role === 'user') input = text;
    else {
      pairs.push({ input, response: text });
      input = '';
    }
  }
  return pairs;
}

function promptOf(context: string, turns: readonly Turn[]): string {
  const lines = turns.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`);
  return [...(context === '' ? [] : [context, '']), ...lines, 'Assistant:'].join('\n');
}
