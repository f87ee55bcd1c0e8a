// Why an answer ended, in the words of OpenAI and its imitators.
import type { FinishReason } from '@kit/core';

const words: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  null: 'stop',
  '': 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length', // Mistral
  time_limit: 'length', // watsonx
  model_context_window_exceeded: 'length', // Zhipu
  tool_calls: 'tool-calls',
  tool_call: 'tool-calls',
  function_call: 'tool-calls',
  tool_use: 'tool-calls',
  tool: 'tool-calls',
  content_filter: 'content-filter',
  blacklist: 'content-filter', // GigaChat
  sensitive: 'content-filter', // Zhipu
  safety: 'content-filter',
  SAFETY: 'content-filter',
  refusal: 'content-filter',
  error: 'error',
  abort: 'error',
  network_error: 'error', // Zhipu
  server_error: 'error',
  insufficient_system_resource: 'error', // DeepSeek
};

export interface EndedAnswer {
  readonly calls: boolean;
  readonly refused: boolean;
  /** Whether there is any text. */
  readonly text: boolean;
}

/**
 * The unified word. Calls make `tool-calls` of a stop, since a forced function answers `stop`; `tool-calls` without a
 * call is a stop. An answer that consists of a refusal is `content-filter`.
 */
export function finishReasonOf(
  word: string | undefined,
  answer: EndedAnswer,
  own?: Readonly<Record<string, FinishReason>>,
): FinishReason {
  const reason = unifiedWord(word ?? '', own);
  if (reason === 'stop' && answer.calls) return 'tool-calls';
  if (reason === 'tool-calls' && !answer.calls) return 'stop';
  if (reason === 'stop' && answer.refused && !answer.text) return 'content-filter';
  return reason;
}

function unifiedWord(word: string, own: Readonly<Record<string, FinishReason>> | undefined): FinishReason {
  if (own && Object.hasOwn(own, word)) return own[word] as FinishReason;
  return Object.hasOwn(words, word) ? (words[word] as FinishReason) : 'other';
}
