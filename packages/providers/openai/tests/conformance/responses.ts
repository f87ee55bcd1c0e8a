// Chats over the responses wire, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, type ExchangeResponse, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import { model, namedEvents } from './wire.ts';

interface Item {
  readonly type: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

const usage = {
  input_tokens: 1_210,
  input_tokens_details: {
    cached_tokens: 1_024,
    cache_write_tokens: 128,
    cache_write_tokens_details: { ttl_30m_tokens: 128, ttl_12h_tokens: 0 },
  },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 32 },
  total_tokens: 1_260,
};
const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 58, cacheRead: 1_024, cacheWrite: 128 },
  outputDetails: { text: 18, reasoning: 32 },
};

const response = (status: string, output: readonly Item[], more: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_794_960_000,
  model,
  status,
  error: null,
  incomplete_details: null,
  service_tier: 'default',
  output,
  usage: status === 'in_progress' ? null : usage,
  ...more,
});

/** A finished answer: the reply, and the events that build it up. */
function answer(
  items: readonly Item[],
  more: { readonly status?: string; readonly incomplete_details?: object } = {},
): Pick<ChatExchange, 'reply' | 'stream'> {
  const { status = 'completed', ...details } = more;
  const whole = response(status, items, details);
  return { reply: { body: whole }, stream: streamed(items, whole) };
}

function streamed(items: readonly Item[], whole: { readonly status: string }): ExchangeResponse {
  return namedEvents(
    { type: 'response.created', response: response('in_progress', []) },
    { type: 'response.in_progress', response: response('in_progress', []) },
    ...items.flatMap((item, at) => [
      { type: 'response.output_item.added', output_index: at, item: begun(item) },
      ...(deltas[item.type]?.(item, at) ?? []),
      { type: 'response.output_item.done', output_index: at, item },
    ]),
    { type: `response.${whole.status}`, response: whole },
  );
}

const begun = (item: Item): Item => ({
  ...item,
  status: 'in_progress',
  ...(item.type === 'message' && { content: [] }),
  ...(item.type === 'function_call' && { arguments: '' }),
  ...(item.type === 'reasoning' && { summary: [], encrypted_content: undefined }),
});

/** Texts come in two pieces. */
const halves = (text: string) => [text.slice(0, 5), text.slice(5)].filter((piece) => piece !== '');

interface TextPart {
  readonly text?: string;
  readonly refusal?: string;
  readonly annotations?: readonly object[];
  readonly logprobs?: readonly object[];
}

interface StreamedEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

function textDeltas(part: TextPart, place: object): StreamedEvent[] {
  const { text = '', refusal, annotations = [], logprobs = [] } = part;
  if (refusal !== undefined)
    return [
      ...halves(refusal).map((delta) => ({ type: 'response.refusal.delta', ...place, delta })),
      { type: 'response.refusal.done', ...place, refusal },
    ];
  return [
    { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '', annotations: [] } },
    ...halves(text).map((delta, at) => ({
      type: 'response.output_text.delta',
      ...place,
      delta,
      logprobs: logprobs.slice(at, at + 1),
    })),
    ...annotations.map((annotation, at) => ({
      type: 'response.output_text.annotation.added',
      ...place,
      annotation_index: at,
      annotation,
    })),
    { type: 'response.output_text.done', ...place, text, logprobs },
    { type: 'response.content_part.done', ...place, part },
  ];
}

const deltas: Readonly<Record<string, (item: Item, at: number) => StreamedEvent[]>> = {
  message: (item, at) =>
    (item.content as readonly TextPart[]).flatMap((part, index) =>
      textDeltas(part, { item_id: item.id, output_index: at, content_index: index }),
    ),
  function_call: (item, at) => {
    const place = { item_id: item.id, output_index: at };
    const text = item.arguments as string;
    return [
      ...halves(text).map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
      { type: 'response.function_call_arguments.done', ...place, arguments: text },
    ];
  },
  reasoning: (item, at) =>
    (item.summary as readonly { text: string }[]).flatMap(({ text }, index) => {
      const place = { item_id: item.id, output_index: at, summary_index: index };
      return [
        { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } },
        ...halves(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, delta })),
        { type: 'response.reasoning_summary_text.done', ...place, text },
        { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text } },
      ];
    }),
};

const message = (text: string, more: object = {}): Item => ({
  type: 'message',
  id: 'msg_1',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], ...more }],
});
const call = (id: string, callId: string, zone: string): Item => ({
  type: 'function_call',
  id,
  call_id: callId,
  status: 'completed',
  name: 'clock',
  arguments: `{"zone":"${zone}"}`,
});
const thought: Item = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 'The clock knows.' }],
  encrypted_content: 'gAAAA-encrypted-thoughts',
};
const asked = (id: string, zone: string) => ({ id, name: 'clock', arguments: `{"zone":"${zone}"}`, input: { zone } });
const source = { type: 'url_citation', url: 'https://news.example/1', title: 'News', start_index: 0, end_index: 9 };
const tokens = [
  { token: 'Hello', logprob: -0.1, bytes: [72], top_logprobs: [{ token: 'Hello', logprob: -0.1, bytes: [72] }] },
  { token: ' you', logprob: -0.2, bytes: [32], top_logprobs: [] },
];

export const responses: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200 },
    sent: { model, input: [{ role: 'user' }], max_output_tokens: 200, store: false },
    ...answer([message('Hello there')]),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      usage: counted,
      meta: { requestedModel: model, model, responseId: 'resp_1', serviceTier: 'default' },
    },
  },
  {
    name: 'a thought and a tool call',
    features: ['tools', 'reasoning'],
    request: {
      model,
      messages: [user('What time is it in Rome?')],
      tools: [sampleTool],
      reasoning: { effort: 'low', summary: 'auto' },
    },
    sent: {
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      tools: [{ type: 'function', name: 'clock', parameters: sampleTool.parameters }],
    },
    ...answer([thought, call('fc_1', 'call_1', 'Europe/Rome')]),
    result: { reasoning: 'The clock knows.', toolCalls: [asked('call_1', 'Europe/Rome')], finishReason: 'tool-calls' },
    echoed: ['rs_1', 'gAAAA-encrypted-thoughts', 'call_1'],
  },
  {
    name: 'parallel calls',
    features: ['tools', 'parallel-tools'],
    request: { model, messages: [user('And in Paris and Oslo?')], tools: [sampleTool], toolChoice: { name: 'clock' } },
    sent: { tool_choice: { type: 'function', name: 'clock' } },
    ...answer([call('fc_1', 'call_1', 'Europe/Paris'), call('fc_2', 'call_2', 'Europe/Oslo')]),
    result: {
      toolCalls: [asked('call_1', 'Europe/Paris'), asked('call_2', 'Europe/Oslo')],
      finishReason: 'tool-calls',
    },
    echoed: ['call_1', 'call_2'],
  },
  {
    name: 'a picture',
    features: ['vision'],
    request: {
      model,
      messages: [
        user([
          image({ data: samplePicture, mediaType: 'image/png' }, { detail: 'low' }),
          { type: 'text', text: 'What colour?' },
        ]),
      ],
    },
    sent: {
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: `data:image/png;base64,${samplePicture}`, detail: 'low' },
            { type: 'input_text', text: 'What colour?' },
          ],
        },
      ],
    },
    ...answer([message('Red')]),
    result: { text: 'Red', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: {
      model,
      messages: [user('Where is the Colosseum?')],
      output: { type: 'json-schema', name: 'place', schema: sampleSchema },
    },
    sent: { text: { format: { type: 'json_schema', name: 'place', schema: sampleSchema, strict: true } } },
    ...answer([message('{"city":"Rome"}')]),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'sources',
    features: ['citations'],
    request: { model, messages: [user('Who won?')], tools: [{ type: 'hosted', name: 'web_search' }] },
    sent: { tools: [{ type: 'web_search' }] },
    ...answer([
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'who won' } },
      message('Oslo won.', { annotations: [source] }),
    ]),
    result: {
      text: 'Oslo won.',
      citations: [{ url: 'https://news.example/1', title: 'News', start: 0, end: 9 }],
      finishReason: 'stop',
    },
  },
  {
    name: 'log probabilities',
    features: ['logprobs'],
    request: { model, messages: [user('Hi')], logprobs: 1, reasoning: { effort: 'none' } },
    sent: { top_logprobs: 1, reasoning: { effort: 'none' } },
    ...answer([message('Hello you', { logprobs: tokens })]),
    result: { text: 'Hello you' },
  },
  {
    name: 'a refusal',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    ...answer([{ ...message(''), content: [{ type: 'refusal', refusal: 'I cannot help with that.' }] }]),
    result: { text: '', finishReason: 'content-filter' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 16 },
    ...answer([message('1, 2, 3')], { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'max_output_tokens' },
  },
];
