import type { ChatRequest, Message, Origin } from '@kit/core';
import { describe, expect, test } from 'vitest';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { ask, bodyOf, codec } from '../testing/codec.ts';
import { chatTransformer } from './transformer.ts';

const encode = (messages: readonly Message[], dialect: ChatDialect = {}) =>
  chatTransformer(dialect).encode(ask({ messages } as Partial<ChatRequest>), codec());
const sent = (messages: readonly Message[], dialect: ChatDialect = {}) => bodyOf(encode(messages, dialect)).messages;
const features = (messages: readonly Message[], dialect: ChatDialect = {}) =>
  encode(messages, dialect).warnings.map(({ feature }) => feature);
const here: Origin = { wire: 'openai-chat', ...codec().origin };
const elsewhere: Origin = { wire: 'anthropic', provider: 'other', model: 'claude' };
const user = (...content: Exclude<Extract<Message, { role: 'user' }>['content'], string>): Message => ({
  role: 'user',
  content,
});

test('a last assistant message may be marked as the beginning of the answer', () => {
  const begun = { role: 'assistant', content: 'It is' } as const;
  const question = user({ type: 'text', text: 'Hi' });
  expect(sent([question, begun], { prefillField: 'prefix' })).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'It is', prefix: true },
  ]);
  expect(sent([begun, question], { prefillField: 'prefix' })).not.toMatchObject([{ prefix: true }, {}]);
});

describe('user messages', () => {
  test("a picture may be written the vendor's own way", () => {
    const imagePart: ChatDialect['imagePart'] = ({ source }) =>
      'fileId' in source ? { type: 'file', file_id: source.fileId } : undefined;
    const uploaded = { type: 'image' as const, source: { fileId: 'file-1' } };
    expect(sent([user(uploaded)], { imagePart })).toEqual([
      { role: 'user', content: [{ type: 'file', file_id: 'file-1' }] },
    ]);
    expect(features([user(uploaded)])).toEqual(['messages[0].content[0]']);
  });

  test('text, images, sound and documents have parts of their own', () => {
    expect(
      sent([
        user(
          { type: 'text', text: 'Look' },
          { type: 'image', source: { url: 'https://x/y.png' }, detail: 'low' },
          { type: 'image', source: { data: new Uint8Array([1]), mediaType: 'image/png' } },
          { type: 'audio', source: { data: 'AQ==', mediaType: 'audio/mpeg' } },
          { type: 'file', source: { data: 'AQ==', mediaType: 'application/pdf' } },
          { type: 'file', source: { fileId: 'file-1' }, name: 'a.pdf' },
        ),
      ]),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'https://x/y.png', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==' } },
          { type: 'input_audio', input_audio: { data: 'AQ==', format: 'mp3' } },
          { type: 'file', file: { filename: 'file.pdf', file_data: 'data:application/pdf;base64,AQ==' } },
          { type: 'file', file: { file_id: 'file-1', filename: 'a.pdf' } },
        ],
      },
    ]);
  });

  test('a file that is an image or a sound is one', () => {
    expect(
      sent([
        user(
          { type: 'file', source: { data: 'AQ==', mediaType: 'image/gif' } },
          { type: 'file', source: { data: 'AQ==', mediaType: 'audio/x-wav' } },
        ),
      ]),
    ).toMatchObject([{ content: [{ type: 'image_url' }, { type: 'input_audio', input_audio: { format: 'wav' } }] }]);
  });

  test('what the server cannot take is left out and told', () => {
    const parts = user(
      { type: 'file', source: { url: 'https://x/y.pdf' } },
      { type: 'image', source: { fileId: 'f' } },
      { type: 'file', source: { url: 'https://x/v.mp4', mediaType: 'video/mp4' } },
    );
    expect(sent([parts])).toEqual([{ role: 'user', content: '' }]);
    expect(features([parts])).toEqual(['messages[0].content[0]', 'messages[0].content[1]', 'messages[0].content[2]']);
    expect(features([user({ type: 'image', source: { url: 'https://x' } })], { images: 'data' })).toHaveLength(1);
    expect(features([user({ type: 'image', source: { url: 'https://x' } })], { images: false })).toHaveLength(1);
    expect(
      features([user({ type: 'audio', source: { data: 'AQ==', mediaType: 'audio/wav' } })], { audio: false }),
    ).toHaveLength(1);
    expect(features([user({ type: 'audio', source: { url: 'https://x' } })])).toHaveLength(1);
  });

  test('servers write documents, sound and videos their own way', () => {
    expect(
      sent([user({ type: 'file', source: { url: 'https://x/y.pdf' } })], { files: 'inline-or-url' }),
    ).toMatchObject([{ content: [{ file: { file_data: 'https://x/y.pdf' } }] }]);
    expect(
      sent([user({ type: 'file', source: { url: 'https://x/y.pdf' } })], {
        filePart: () => ({ type: 'document_url' }),
      }),
    ).toMatchObject([{ content: [{ type: 'document_url' }] }]);
    expect(
      sent([user({ type: 'audio', source: { data: 'AQ==', mediaType: 'audio/wav' } })], { audio: 'string' }),
    ).toMatchObject([{ content: [{ input_audio: 'AQ==' }] }]);
    expect(
      sent([user({ type: 'file', source: { url: 'https://x/v', mediaType: 'video/mp4' } })], { videos: true }),
    ).toMatchObject([{ content: [{ type: 'video_url', video_url: { url: 'https://x/v' } }] }]);
  });

  test('cache marks are written, or told to have no place', () => {
    const marked = user({ type: 'text', text: 'a', cache: { ttl: '12h' } });
    expect(sent([marked])).toEqual([
      {
        role: 'user',
        content: [{ type: 'text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit', ttl: '12h' } }],
      },
    ]);
    expect(sent([marked], { cacheMarks: 'cache_control' })).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '12h' } }] },
    ]);
    expect(features([marked], { cacheMarks: false })).toEqual(['messages[0].content[0].cache']);
  });

  test('names are sent where they may be', () => {
    const named: Message = { role: 'user', content: 'Hi', name: 'ada' };
    expect(sent([named])).toEqual([{ role: 'user', content: 'Hi', name: 'ada' }]);
    expect(features([named], { names: false })).toEqual(['messages[0].name']);
  });

  test('blocks of this wire are sent verbatim, others left out', () => {
    expect(sent([user({ type: 'vendor', vendor: { origin: here, data: { type: 'x', y: 1 } } })])).toEqual([
      { role: 'user', content: [{ type: 'x', y: 1 }] },
    ]);
    expect(features([user({ type: 'vendor', vendor: { origin: elsewhere, data: { type: 'x' } } })])).toHaveLength(1);
  });
});

describe('assistant messages', () => {
  test('calls stand beside the text, empty arguments as an object', () => {
    expect(
      sent([
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm' },
            { type: 'text', text: 'Let me see' },
            { type: 'tool-call', id: 'c1', name: 'f', arguments: '' },
          ],
        },
      ]),
    ).toEqual([
      {
        role: 'assistant',
        content: 'Let me see',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
    ]);
  });

  test.each([
    ['null', null],
    ['empty', ''],
  ] as const)('a message of calls alone has %s content', (emptyContent, content) => {
    expect(
      sent([{ role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'f', arguments: '{}' }] }], {
        emptyContent,
      }),
    ).toMatchObject([{ content }]);
  });

  test('or none at all', () => {
    const [message] = sent(
      [{ role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'f', arguments: '{}' }] }],
      { emptyContent: 'omit' },
    ) as [object];
    expect(message).not.toHaveProperty('content');
  });

  test('reasoning goes back in the server’s spelling', () => {
    const message: Message = {
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: 'hm',
          vendor: {
            origin: here,
            data: { reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's' }] },
          },
        },
        { type: 'text', text: 'a' },
      ],
    };
    expect(sent([message], { reasoningReplay: 'reasoning_content' })).toMatchObject([
      { reasoning_content: 'hm', content: 'a' },
    ]);
    expect(sent([message], { reasoningReplay: 'reasoning' })).toMatchObject([{ reasoning: 'hm' }]);
    expect(sent([message], { reasoningReplay: 'reasoning_details' })).toMatchObject([
      { reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's' }] },
    ]);
    expect(sent([message], { reasoningReplay: 'thinking-parts' })).toMatchObject([
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
          { type: 'text', text: 'a' },
        ],
      },
    ]);
    const signed = { origin: here, data: { signature: 's', encrypted: ['e'] } };
    const sealed: Message = { role: 'assistant', content: [{ type: 'reasoning', text: 'hm', vendor: signed }] };
    expect(sent([sealed], { reasoningReplay: 'summary-parts' })).toMatchObject([
      {
        content: [
          {
            type: 'reasoning',
            summary: [
              { type: 'summary_text', text: 'hm', signature: 's' },
              { type: 'summary_encrypted_text', data: 'e' },
            ],
          },
        ],
      },
    ]);
    expect(sent([message], { reasoningReplay: 'think-tags', plainText: true })).toMatchObject([
      { content: '<think>hm</think>a' },
    ]);
    expect(
      sent([{ role: 'assistant', content: 'a' }], {
        reasoningReplay: 'reasoning_content',
        reasoningReplayAlways: true,
      }),
    ).toEqual([{ role: 'assistant', content: 'a', reasoning_content: '' }]);
    expect(
      sent([{ role: 'assistant', content: [{ type: 'reasoning', text: 'hm' }] }], {
        reasoningReplay: 'reasoning_details',
      }),
    ).toMatchObject([{ reasoning: 'hm' }]);
  });

  test('opaque reasoning of another place is left out with a warning, its text is not sent as ours', () => {
    const message: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm', vendor: { origin: elsewhere, data: 'sig' } },
        { type: 'text', text: 'a' },
      ],
    };
    expect(sent([message])).toEqual([{ role: 'assistant', content: 'a' }]);
    expect(features([message])).toEqual(['messages[0].content[0]']);
  });

  test('thought signatures travel on their calls, and only back to where they came from', () => {
    const call = (origin: Origin): Message => ({
      role: 'assistant',
      content: [
        {
          type: 'tool-call',
          id: 'c',
          name: 'f',
          arguments: '{}',
          vendor: { origin, data: { extra_content: { google: { thought_signature: 's' } } } },
        },
      ],
    });
    expect(sent([call(here)])).toMatchObject([
      { tool_calls: [{ extra_content: { google: { thought_signature: 's' } } }] },
    ]);
    expect(JSON.stringify(sent([call({ ...here, model: 'another' })]))).not.toContain('thought_signature');
    expect(features([call({ ...here, model: 'another' })])).toHaveLength(1);
  });

  test('custom calls, refusals and spoken answers find their fields', () => {
    expect(
      sent([
        {
          role: 'assistant',
          content: [
            {
              type: 'tool-call',
              id: 'c',
              name: 'sql',
              arguments: 'select 1',
              vendor: { origin: { wire: 'openai-chat' }, data: { type: 'custom' } },
            },
            { type: 'vendor', vendor: { origin: { wire: 'openai-chat' }, data: { type: 'refusal', refusal: 'no' } } },
            {
              type: 'audio',
              source: { data: '', mediaType: 'audio/wav' },
              vendor: { origin: here, data: { id: 'audio_1' } },
            },
          ],
        },
      ]),
    ).toEqual([
      {
        role: 'assistant',
        content: null,
        refusal: 'no',
        audio: { id: 'audio_1' },
        tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'sql', input: 'select 1' } }],
      },
    ]);
    expect(
      sent([
        {
          role: 'assistant',
          content: [{ type: 'audio', source: { data: '', mediaType: 'audio/wav' }, transcript: 'said' }],
        },
      ]),
    ).toEqual([{ role: 'assistant', content: 'said' }]);
    expect(
      features([
        {
          role: 'assistant',
          content: [
            { type: 'audio', source: { data: '', mediaType: 'audio/wav' } },
            { type: 'hosted-tool-call', id: 'h', name: 'search' },
          ],
        },
      ]),
    ).toHaveLength(2);
  });
});

describe('tool results', () => {
  const result = (content: Extract<Message, { role: 'tool' }>['content'][number]['content'], more = {}): Message => ({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', content, ...more }],
  });

  test('each result is a message of its own', () => {
    expect(
      sent([
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: 'a', content: '1' },
            { type: 'tool-result', toolCallId: 'b', content: [{ type: 'json', value: { x: 1 } }] },
          ],
        },
      ]),
    ).toEqual([
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '{"x":1}' },
    ]);
  });

  test('a failed tool says so in words', () => {
    expect(sent([result('boom', { isError: true })])).toMatchObject([{ content: 'Error: boom' }]);
    expect(sent([result([{ type: 'text', text: 'Error: x' }], { isError: true })])).toMatchObject([
      { content: 'Error: x' },
    ]);
  });

  test('media follow in a user message, behind all results', () => {
    const image = { type: 'image' as const, source: { url: 'https://x/y.png' } };
    expect(
      sent([result([{ type: 'text', text: 'seen' }, image]), result('more'), { role: 'user', content: 'and?' }]),
    ).toEqual([
      { role: 'tool', tool_call_id: 'c', content: 'seen' },
      { role: 'tool', tool_call_id: 'c', content: 'more' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'From the tool result c:' },
          { type: 'image_url', image_url: { url: 'https://x/y.png' } },
        ],
      },
      { role: 'user', content: 'and?' },
    ]);
    expect(sent([result([image])])).toHaveLength(2);
    expect(sent([result([image])], { toolResultMedia: true })).toMatchObject([
      { role: 'tool', content: [{ type: 'image_url' }] },
    ]);
  });

  test('servers want names and ids of a form', () => {
    const short = (id: string) => id.padEnd(9, '0').slice(0, 9);
    expect(
      sent(
        [{ role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'f', arguments: '{}' }] }, result('x')],
        { toolResultName: true, toolCallId: short },
      ),
    ).toMatchObject([{ tool_calls: [{ id: 'c00000000' }] }, { tool_call_id: 'c00000000', name: 'f' }]);
  });
});

describe('orders that servers insist on', () => {
  test('one system message, at the start', () => {
    const messages: Message[] = [
      { role: 'user', content: 'a' },
      { role: 'system', content: 'x' },
      {
        role: 'system',
        content: [
          { type: 'text', text: 'y' },
          { type: 'text', text: 'z' },
        ],
      },
    ];
    expect(sent(messages, { systemPlace: 'first', plainText: true })).toEqual([
      { role: 'system', content: 'x\n\ny\nz' },
      { role: 'user', content: 'a' },
    ]);
    expect(sent([{ role: 'user', content: 'a' }], { systemPlace: 'first' })).toEqual([{ role: 'user', content: 'a' }]);
  });

  test('neighbours of one role are joined', () => {
    const image = { type: 'image' as const, source: { url: 'https://x' } };
    expect(
      sent(
        [
          { role: 'user', content: 'a' },
          { role: 'user', content: 'b' },
          user(image),
          { role: 'assistant', content: 'c' },
        ],
        { alternating: true },
      ),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a\n\nb' },
          { type: 'image_url', image_url: { url: 'https://x' } },
        ],
      },
      { role: 'assistant', content: 'c' },
    ]);
  });
});
