// The request for the rest of an answer.
import type { AssistantPart, ChatRequest, Message } from '@kit/core';
import type { Arrived } from './arrived.ts';
import type { ResumeOptions, Said } from './resume-options.ts';

export interface Continuation {
  readonly request: ChatRequest;
  /** `again`: nothing has arrived that one could go on from, so it is asked as it was. */
  readonly by: 'again' | 'prefill' | 'prompt';
  /** Its last text: what a continuation may repeat. */
  readonly said: string;
}

/** How many characters of the ending are quoted. */
const ENDING = 60;

export function continuationOf(
  request: ChatRequest,
  arrived: Arrived,
  by: 'prefill' | 'prompt',
  prompt: ResumeOptions['prompt'],
): Continuation {
  const content = tidied(arrived.content());
  const last = content.at(-1);
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  if (text.trim() === '') return { request, by: 'again', said: text };
  const said = content.findLast((part) => part.type === 'text')?.text ?? '';
  const messages = withAnswer(request.messages, last?.type === 'text' ? trimmed(content) : content);
  if (by === 'prompt') messages.push({ role: 'user', content: promptFor(text, said, prompt) });
  const { maxTokens } = request;
  const left = maxTokens === undefined ? {} : { maxTokens: Math.max(1, maxTokens - arrived.tokens) };
  return { request: { ...request, ...left, messages }, by, said };
}

/** Without thoughts at the end: a text is what goes on. */
function tidied(content: readonly AssistantPart[]): readonly AssistantPart[] {
  const end = content.findLastIndex(({ type }) => type !== 'reasoning');
  return content.slice(0, end + 1);
}

/** Vendors refuse white space at the end of an answer, or cut it off. */
function trimmed(content: readonly AssistantPart[]): readonly AssistantPart[] {
  const last = content.at(-1);
  if (last?.type !== 'text') return content;
  const text = last.text.trimEnd();
  return text === '' ? trimmed(tidied(content.slice(0, -1))) : [...content.slice(0, -1), { ...last, text }];
}

/** What had arrived as the last message. An answer that the caller had begun is part of it. */
function withAnswer(messages: readonly Message[], content: readonly AssistantPart[]): Message[] {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return [...messages, { role: 'assistant', content }];
  const begun: readonly AssistantPart[] =
    typeof last.content === 'string' ? [{ type: 'text', text: last.content }] : last.content;
  const end = begun.at(-1);
  const [first, ...rest] = content;
  const whole =
    end?.type === 'text' && first?.type === 'text'
      ? [...begun.slice(0, -1), { ...end, text: end.text + first.text }, ...rest]
      : [...begun, ...content];
  return [...messages.slice(0, -1), { ...last, content: whole }];
}

/**
 * A model that answers a message leaves out the space before its first word, and cannot begin in the middle of one. Words
 * that are there already are where both halves can be joined.
 */
function promptFor(text: string, block: string, prompt: ResumeOptions['prompt']): string {
  const said: Said = { text, ending: endingOf(block) };
  if (typeof prompt === 'function') return prompt(said);
  if (prompt !== undefined) return prompt;
  return `Your answer was cut off by a technical fault. These were its last characters:

${said.ending}

Repeat these characters exactly, and then go on from there as if nothing had happened. Say nothing else, and do not begin the answer anew.`;
}

/** From the begin of a word, as far as there is one. */
function endingOf(text: string): string {
  const trimmed = text.trimEnd();
  const ending = trimmed.slice(-ENDING);
  if (ending.length === trimmed.length) return ending;
  const word = ending.search(/\s\S/);
  return word >= 0 ? ending.slice(word + 1) : ending;
}
