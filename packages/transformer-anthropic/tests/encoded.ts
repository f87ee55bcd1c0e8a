// A request, encoded: what the tests look at.
import type { ChatRequest, CodecContext, Warning } from '@kit/core';
import { user } from '@kit/core';
import { type AnthropicDialect, completeDialect } from '../src/dialect.ts';
import type { AnswerState } from '../src/messages/answer-state.ts';
import { encodeChat } from '../src/messages/encode-request.ts';
import { codecContext } from './codec-context.ts';

export interface EncodedChat {
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked into at will; assertions say what they must be.
  readonly body: Record<string, any>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly warnings: readonly Warning[];
  readonly features: readonly string[];
  readonly state: AnswerState;
}

/** The request of one user message and whatever is given. */
export function encoded(
  request: Partial<ChatRequest> = {},
  {
    dialect,
    context = {},
    stream = false,
  }: { dialect?: AnthropicDialect; context?: Partial<CodecContext>; stream?: boolean } = {},
): EncodedChat {
  const whole: ChatRequest = { model: 'claude-sonnet-4-5', messages: [user('Hi')], ...request };
  const { wire, warnings, state } = encodeChat(whole, codecContext(context), completeDialect(dialect), stream);
  const body =
    wire.body?.type === 'json' ? (JSON.parse(JSON.stringify(wire.body.value)) as Record<string, unknown>) : {};
  return { body, headers: wire.headers ?? {}, warnings, features: warnings.map(({ feature }) => feature), state };
}
