// About what a call will use: for choices by cost and size, before anybody has counted.
import { type ChatRequest, estimateInputTokens, estimateTokens, type Operation, type Usage } from '@kit/core';

/** Tokens of an answer whose request sets no bound, or a higher one. */
const OUTPUT_TOKENS = 500;

/** Fields of the requests of all operations that say how much there is to do. */
interface AnyRequest extends Partial<Pick<ChatRequest, 'messages' | 'tools' | 'maxTokens' | 'n'>> {
  readonly prompt?: string;
  readonly suffix?: string;
  readonly input?: unknown;
  readonly query?: string;
  readonly documents?: readonly unknown[];
}

/** About how many input tokens; 0 for operations that are not measured in tokens. */
export function estimatedInputTokens(request: unknown): number {
  const { messages, tools, prompt, suffix, input, query, documents } = (request ?? {}) as AnyRequest;
  if (messages) return estimateInputTokens({ messages, ...(tools && { tools }) });
  return textTokens(prompt) + textTokens(suffix) + textTokens(input) + textTokens(query) + textTokens(documents);
}

function textTokens(value: unknown): number {
  if (typeof value === 'string') return estimateTokens(value);
  if (!Array.isArray(value)) return 0;
  let tokens = 0;
  for (const one of value) {
    if (typeof one === 'string' || Array.isArray(one)) tokens += textTokens(one);
    else tokens += textTokens((one as { text?: unknown } | null)?.text);
  }
  return tokens;
}

const answersText: ReadonlySet<Operation> = new Set<Operation>(['chat', 'stream', 'complete']);

/** Undefined for operations whose use cannot be told from the request. `outputTokens`: of an answer without a bound. */
export function estimatedUsage(
  operation: Operation,
  request: unknown,
  outputTokens = OUTPUT_TOKENS,
): Usage | undefined {
  const { maxTokens = outputTokens, n = 1, input } = (request ?? {}) as AnyRequest;
  if (operation === 'image') return { state: 'estimated', units: { images: n } };
  if (operation === 'speech' || operation === 'speechStream')
    return { state: 'estimated', units: { characters: typeof input === 'string' ? input.length : 0 } };
  const inputTokens = estimatedInputTokens(request);
  if (answersText.has(operation))
    return { state: 'estimated', inputTokens, outputTokens: n * Math.min(maxTokens, outputTokens) };
  return inputTokens > 0 ? { state: 'estimated', inputTokens } : undefined;
}
