// How Cohere answers: blocks of content, complete; and as events that are named by their type.
import type { ChatExchange, ExchangeResponse } from '@kit/testing';

export const model = 'command-a-plus-05-2026';

/** `tokens` is what the model saw and wrote, `billed_units` what is paid. */
const usage = {
  billed_units: { input_tokens: 12, output_tokens: 40 },
  tokens: { input_tokens: 1_210, output_tokens: 50 },
  cached_tokens: 1_024,
};
export const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 186, cacheRead: 1_024 },
};

export interface Said {
  readonly thinking?: string;
  readonly plan?: string;
  readonly text?: string;
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly citations?: readonly object[];
  readonly logprobs?: readonly object[];
}

/** A finished answer: the reply, and the events that build it up. */
export function answer(said: Said, finishReason: string): Pick<ChatExchange, 'reply' | 'stream'> {
  return { reply: reply(said, finishReason), stream: stream(said, finishReason) };
}

function reply({ thinking, plan, text, calls, citations, logprobs }: Said, finishReason: string): ExchangeResponse {
  const content = [
    ...(thinking === undefined ? [] : [{ type: 'thinking', thinking }]),
    ...(text === undefined ? [] : [{ type: 'text', text }]),
  ];
  return {
    body: {
      id: 'r-1',
      message: {
        role: 'assistant',
        // Absent beside tool calls.
        ...(content.length > 0 && { content }),
        ...(plan !== undefined && { tool_plan: plan }),
        ...(calls && { tool_calls: calls.map(wireCall) }),
        ...(citations && { citations }),
      },
      finish_reason: finishReason,
      usage,
      ...(logprobs && { logprobs }),
    },
  };
}

function stream({ thinking, plan, text, calls = [], citations = [], logprobs }: Said, finishReason: string) {
  const blocks = [
    ...(thinking === undefined ? [] : [{ thinking }]),
    ...(text === undefined ? [] : [{ text }]),
  ] as Readonly<Record<string, string>>[];
  return events(
    event('message-start', {
      id: 'r-1',
      delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
    }),
    ...(plan === undefined ? [] : halves(plan).map((piece) => message('tool-plan-delta', { tool_plan: piece }))),
    ...blocks.flatMap((block, index) => blockEvents(block, index, logprobs)),
    ...citations.flatMap((citation, index) => [
      message('citation-start', { citations: citation }, { index }),
      event('citation-end', { index }),
    ]),
    ...calls.flatMap(callEvents),
    messageEnd({ finish_reason: finishReason, usage }),
  );
}

function blockEvents(block: Readonly<Record<string, string>>, index: number, logprobs: readonly object[] = []) {
  const [[type, whole]] = Object.entries(block) as [[string, string]];
  const pieces =
    logprobs.length > 0 ? (logprobs as readonly { text: string }[]).map(({ text }) => text) : halves(whole);
  return [
    message('content-start', { content: { type, [type]: '' } }, { index }),
    ...pieces.map((piece, at) =>
      message(
        'content-delta',
        { content: { [type]: piece } },
        { index, ...(logprobs[at] && { logprobs: logprobs[at] }) },
      ),
    ),
    event('content-end', { index }),
  ];
}

type Call = NonNullable<Said['calls']>[number];

/** A call without arguments has a start and an end, and nothing between them. */
function callEvents(call: Call, index: number) {
  const start = { ...wireCall(call), function: { name: call.name, arguments: '' } };
  const pieces = halves(call.arguments).filter((piece) => piece !== '');
  return [
    message('tool-call-start', { tool_calls: start }, { index }),
    ...pieces.map((piece) => message('tool-call-delta', { tool_calls: { function: { arguments: piece } } }, { index })),
    event('tool-call-end', { index }),
  ];
}

const wireCall = ({ id, name, arguments: text }: Call) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

const event = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const message = (type: string, fields: object, more: object = {}) =>
  event(type, { ...more, delta: { message: fields } });
export const messageEnd = (delta: object) => event('message-end', { delta });

function events(...list: readonly string[]): ExchangeResponse {
  return { headers: { 'content-type': 'text/event-stream' }, text: `${list.join('')}${marker}` };
}

export const marker = 'data: [DONE]\n\n';

const halves = (text: string) => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
