// The commit point: when an answer has begun.

/** Parts that announce, accompany or account for an answer without being one. Any other part is content. */
const preamble: ReadonlySet<string> = new Set([
  'start',
  'warning',
  'progress',
  'usage',
  'raw',
  'block-end',
  'vendor',
  'logprobs',
  'hosted-tool-call',
  'tool-result',
  'choice-end',
]);

/** True if an answer has begun with this part. `answer` waits past reasoning. Empty text says nothing yet. */
export function commits(part: { readonly type: string }, commit: 'content' | 'answer' = 'content'): boolean {
  if (part.type === 'text') return (part as { text?: string }).text !== '';
  if (part.type === 'reasoning') return commit === 'content' && (part as { text?: string }).text !== '';
  return !preamble.has(part.type);
}
