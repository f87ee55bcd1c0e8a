import type { Message } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { codecContext, decodeChat, encodeChat } from '../testing/codec-context.ts';

const contentsOf = (messages: Message[], model = 'gemini-3.8-flash') => encodeChat({ model, messages }).body.contents;
const own = (data: object, origin: object = {}) => ({ origin: { wire: 'gemini', ...origin }, data: data as never });
const here = codecContext().origin;

describe('the system instruction', () => {
  it('joins all system messages', () => {
    const { body } = encodeChat({
      messages: [
        { role: 'system', content: 'A' },
        { role: 'system', content: [{ type: 'text', text: 'B' }] },
        { role: 'user', content: 'Hi' },
      ],
    });
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'A' }, { text: 'B' }] });
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Hi' }] }]);
  });

  it('is told when it was moved out of the conversation', () => {
    const { body, warnings } = encodeChat({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'system', content: 'Be brief.' },
      ],
    });
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'Be brief.' }] });
    expect(warnings).toEqual([expect.objectContaining({ feature: 'messages[1]' })]);
  });

  it('stands before the first user text for Gemma', () => {
    const { body } = encodeChat({
      model: 'gemma-3-27b-it',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
    });
    expect(body.systemInstruction).toBeUndefined();
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Hi' }] }]);
    const alone = encodeChat({ model: 'gemma-3-27b-it', messages: [{ role: 'system', content: 'Be brief.' }] });
    expect(alone.body.contents).toEqual([{ role: 'user', parts: [{ text: 'Be brief.' }] }]);
  });
});

describe('turns', () => {
  it('merges neighbours of one role and leaves out what is empty', () => {
    const messages: Message[] = [
      { role: 'user', content: 'A' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'B' },
        ],
      },
      { role: 'assistant', content: '' },
      { role: 'user', content: 'C' },
    ];
    expect(contentsOf(messages)).toEqual([{ role: 'user', parts: [{ text: 'A' }, { text: 'B' }, { text: 'C' }] }]);
    expect(
      encodeChat({
        messages: [
          { role: 'user', content: 'A' },
          { role: 'user', content: '' },
        ],
      }).warnings,
    ).toEqual([expect.objectContaining({ feature: 'messages[1]' })]);
  });

  it('lets the user speak first', () => {
    const { body, warnings } = encodeChat({
      messages: [
        { role: 'assistant', content: 'Hello!' },
        { role: 'user', content: 'Hi' },
      ],
    });
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: '…' }] },
      { role: 'model', parts: [{ text: 'Hello!' }] },
      { role: 'user', parts: [{ text: 'Hi' }] },
    ]);
    expect(warnings).toEqual([expect.objectContaining({ feature: 'messages' })]);
  });

  it('ends with a model turn only for models that take it', () => {
    const messages: Message[] = [
      { role: 'user', content: 'Count.' },
      { role: 'assistant', content: 'One,' },
    ];
    expect(contentsOf(messages, 'gemini-2.5-flash')).toHaveLength(2);
    const { body, warnings } = encodeChat({ model: 'gemini-4-argon', messages });
    expect(body.contents).toHaveLength(3);
    expect((body.contents as unknown[])[2]).toEqual({ role: 'user', parts: [{ text: 'Continue.' }] });
    expect(warnings).toEqual([expect.objectContaining({ feature: 'messages' })]);
  });
});

describe('media', () => {
  it('goes inline as bytes and as links otherwise', () => {
    const [content] = contentsOf([
      {
        role: 'user',
        content: [
          { type: 'image', source: { data: new Uint8Array([1, 2, 3]), mediaType: 'image/png' }, detail: 'high' },
          { type: 'audio', source: { data: 'AQID', mediaType: 'audio/wav' } },
          { type: 'file', source: { url: 'data:application/pdf;base64,AQID' } },
          { type: 'file', source: { url: 'https://www.youtube.com/watch?v=abc' } },
          { type: 'image', source: { url: 'https://example.com/a/cat.JPG?x=1' } },
          { type: 'file', source: { fileId: 'files/abc', mediaType: 'video/mp4' } },
          { type: 'file', source: { fileId: 'gs://bucket/x.pdf' } },
        ],
      },
    ]) as { parts: unknown[] }[];
    expect(content?.parts).toEqual([
      { inlineData: { mimeType: 'image/png', data: 'AQID' }, mediaResolution: { level: 'MEDIA_RESOLUTION_HIGH' } },
      { inlineData: { mimeType: 'audio/wav', data: 'AQID' } },
      { inlineData: { mimeType: 'application/pdf', data: 'AQID' } },
      { fileData: { fileUri: 'https://www.youtube.com/watch?v=abc' } },
      { fileData: { fileUri: 'https://example.com/a/cat.JPG?x=1', mimeType: 'image/jpeg' } },
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc', mimeType: 'video/mp4' } },
      { fileData: { fileUri: 'gs://bucket/x.pdf' } },
    ]);
  });

  it('warns about what cannot be said', () => {
    const { warnings } = encodeChat({
      model: 'gemini-2.5-flash',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { fileId: 'x', provider: 'openai' }, detail: 'low', cache: true },
            {
              type: 'file',
              source: { data: 'AQID', mediaType: 'application/pdf' },
              context: 'A report',
              citations: true,
            },
          ],
        },
      ],
    });
    expect(warnings.map(({ feature }) => feature).sort()).toEqual([
      'cache',
      'messages[0].content[0].detail',
      'messages[0].content[0].source',
      'messages[0].content[1].citations',
      'messages[0].content[1].context',
    ]);
  });
});

const call = (id: string, name: string, input: object, vendor?: ReturnType<typeof own>) => ({
  type: 'tool-call' as const,
  id,
  name,
  arguments: JSON.stringify(input),
  input: input as never,
  ...(vendor && { vendor }),
});
const result = (toolCallId: string, content: never | string, more: object = {}) => ({
  type: 'tool-result' as const,
  toolCallId,
  content,
  ...more,
});

describe('tool calls and results', () => {
  it('names results after their calls, groups them in one turn and in the order of the calls', () => {
    const messages: Message[] = [
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: [call('a', 'paris', {}, own({ id: 'a' }, here)), call('b', 'rome', {}, own({ id: 'b' }, here))],
      },
      { role: 'tool', content: [result('b', 'hot')] },
      { role: 'tool', content: [result('a', 'cold', { isError: true })] },
    ];
    expect(contentsOf(messages)).toEqual([
      { role: 'user', parts: [{ text: 'Weather?' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'a', name: 'paris', args: {} } },
          { functionCall: { id: 'b', name: 'rome', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'paris', response: { error: 'cold' } } },
          { functionResponse: { id: 'b', name: 'rome', response: { output: 'hot' } } },
        ],
      },
    ]);
  });

  it('sends an id only if the vendor gave it', () => {
    const messages: Message[] = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [call('call_1', 'f', { a: 1 })] },
      { role: 'tool', content: [result('call_1', 'ok')] },
    ];
    expect(JSON.stringify(contentsOf(messages))).not.toContain('call_1');
  });

  it('gives responses the form of objects', () => {
    const responses = (content: unknown, more: object = {}) => {
      const contents = contentsOf([
        { role: 'user', content: 'x' },
        { role: 'assistant', content: [call('1', 'f', {})] },
        { role: 'tool', content: [result('1', content as never, more)] },
      ]) as { parts: { functionResponse?: { response: unknown } }[] }[];
      return contents[2]?.parts.map((part) => part.functionResponse?.response ?? part);
    };
    expect(responses('')).toEqual([{ output: '' }]);
    expect(responses([])).toEqual([{}]);
    expect(responses([{ type: 'json', value: { a: 1 } }])).toEqual([{ a: 1 }]);
    expect(responses([{ type: 'json', value: [1, 2] }])).toEqual([{ output: [1, 2] }]);
    expect(responses([{ type: 'json', value: { a: 1 } }], { isError: true })).toEqual([{ error: { a: 1 } }]);
    expect(
      responses([
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ]),
    ).toEqual([{ output: 'a\nb' }]);
    expect(
      responses([
        { type: 'text', text: 'a' },
        { type: 'json', value: 1 },
        { type: 'text', text: 'b' },
      ]),
    ).toEqual([{ output: ['a', 1, 'b'] }]);
    expect(responses([], { isError: true })).toEqual([{ error: '' }]);
  });

  it('puts media into the response from Gemini 3 on, and beside it before', () => {
    const messages: Message[] = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [call('1', 'shot', {})] },
      {
        role: 'tool',
        content: [
          result('1', [
            { type: 'text', text: 'here' },
            { type: 'image', source: { data: 'AQID', mediaType: 'image/png' } },
          ] as never),
        ],
      },
    ];
    const media = { inlineData: { mimeType: 'image/png', data: 'AQID' } };
    expect((contentsOf(messages) as unknown[])[2]).toEqual({
      role: 'user',
      parts: [{ functionResponse: { name: 'shot', response: { output: 'here' }, parts: [media] } }],
    });
    expect((contentsOf(messages, 'gemini-2.5-pro') as unknown[])[2]).toEqual({
      role: 'user',
      parts: [{ functionResponse: { name: 'shot', response: { output: 'here' } } }, media],
    });
  });

  it('refuses a result that no call can name', () => {
    expect(() => contentsOf([{ role: 'tool', content: [result('nobody', 'x')] }])).toThrow(
      expect.objectContaining({ code: 'invalid-request', field: 'messages[0].content[0].toolName' }),
    );
  });

  it('spells names as the wire takes them, and back again', () => {
    const { body, state } = encodeChat({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: [call('1', 'fs/read file', {})] },
        { role: 'tool', content: [result('1', 'ok')] },
      ],
      tools: [{ name: 'fs/read file' }, { name: 'fs_read_file' }, { name: '1st' }],
      toolChoice: { name: 'fs_read_file' },
    });
    const declared = (body.tools as { functionDeclarations: { name: string }[] }[])[0]?.functionDeclarations.map(
      ({ name }) => name,
    );
    expect(declared).toEqual(['fs_read_file', 'fs_read_file_2', '_1st']);
    expect(body.toolConfig).toEqual({
      functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['fs_read_file_2'] },
    });
    expect(state.names.fromWire('fs_read_file')).toBe('fs/read file');
    expect(state.names.fromWire('unknown')).toBe('unknown');
  });

  it('wraps arguments that are no object', () => {
    const { body, warnings } = encodeChat({
      messages: [
        { role: 'user', content: 'x' },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', id: '1', name: 'f', arguments: '{oops', invalid: 'no JSON' }],
        },
        { role: 'user', content: 'y' },
      ],
    });
    expect(JSON.stringify(body.contents)).toContain(JSON.stringify({ arguments: '{oops' }));
    expect(warnings).toEqual([expect.objectContaining({ feature: 'messages[1].content[0].arguments' })]);
  });
});

describe('thought signatures', () => {
  const answered = (parts: object[]) =>
    decodeChat({ candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }] }).message;
  const replay = (message: Message, model?: string) =>
    (
      contentsOf([{ role: 'user', content: 'x' }, message, { role: 'user', content: 'y' }], model) as {
        parts: unknown[];
      }[]
    )[1]?.parts;

  it('go back on exactly the parts they came with', () => {
    const parts = [
      { text: 'Let me see.', thought: true },
      { text: 'I look it up.' },
      { functionCall: { id: 'a', name: 'f', args: { x: 1 } }, thoughtSignature: 'sig-1' },
      { functionCall: { id: 'b', name: 'g', args: {} } },
    ];
    expect(replay(answered(parts))).toEqual(parts);
  });

  it('survive on an empty text at the very end', () => {
    const parts = [{ text: 'Done.' }, { text: '', thoughtSignature: 'sig-2' }];
    expect(replay(answered(parts))).toEqual(parts);
    expect(replay(answered([{ text: 'Done.' }, { thoughtSignature: 'sig-3' }]))).toEqual([
      { text: 'Done.' },
      { thoughtSignature: 'sig-3' },
    ]);
  });

  it('keep signed and unsigned texts apart', () => {
    const parts = [{ text: 'A' }, { text: 'B', thoughtSignature: 'sig' }, { text: 'C' }];
    expect(replay(answered(parts))).toEqual(parts);
  });

  it('stay on images', () => {
    const parts = [{ inlineData: { mimeType: 'image/png', data: 'AQID' }, thoughtSignature: 'sig' }];
    expect(replay(answered(parts))).toEqual(parts);
  });

  it('of another model are left out with a warning, and the first call gets the documented stand-in', () => {
    const message = answered([
      { functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: 'sig-1' },
      { functionCall: { id: 'b', name: 'f', args: {} } },
    ]);
    const context = codecContext({ origin: { ...here, model: 'gemini-3.1-pro-preview' } });
    const { body, warnings } = encodeChat(
      { messages: [{ role: 'user', content: 'x' }, message, { role: 'user', content: 'y' }] },
      { context },
    );
    expect((body.contents as { parts: unknown[] }[])[1]?.parts).toEqual([
      { functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: 'skip_thought_signature_validator' },
      { functionCall: { id: 'b', name: 'f', args: {} } },
    ]);
    expect(warnings).toEqual([expect.objectContaining({ feature: 'messages[1].content[0]' })]);
  });

  it('of another vendor are left out too; older models need no stand-in', () => {
    const message: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm.', vendor: { origin: { wire: 'anthropic' }, data: { signature: 'secret' } } },
        call('toolu_1', 'f', {}),
        {
          type: 'hosted-tool-call',
          id: 'srv',
          name: 'web_search',
          vendor: { origin: { wire: 'anthropic' }, data: {} },
        },
      ],
    };
    expect(replay(message)).toEqual([
      { text: 'Hm.', thought: true },
      { functionCall: { name: 'f', args: {} }, thoughtSignature: 'skip_thought_signature_validator' },
    ]);
    expect(replay(message, 'gemini-2.5-flash')).toEqual([
      { text: 'Hm.', thought: true },
      { functionCall: { name: 'f', args: {} } },
    ]);
    expect(
      encodeChat({ messages: [{ role: 'user', content: 'x' }, message, { role: 'user', content: 'y' }] }).warnings.map(
        ({ feature }) => feature,
      ),
    ).toEqual(['messages[1].content[0]', 'messages[1].content[2]']);
  });
});

describe('continuations', () => {
  const cut = (text: string, continuationToken: string): Message =>
    decodeChat({ candidates: [{ content: { parts: [{ text }] }, finishReason: 'CONTINUATION', continuationToken }] })
      .message;

  it('ask again with the token of the last answer instead of the answer', () => {
    const { body } = encodeChat({
      messages: [{ role: 'user', content: 'A novel.' }, cut('Part 1', 't1'), cut('Part 2', 't2')],
    });
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'A novel.' }] }]);
    expect(body.continuationToken).toBe('t2');
  });

  it('are forgotten when the user goes on, and at another model', () => {
    const { body } = encodeChat({
      messages: [{ role: 'user', content: 'A novel.' }, cut('Part 1', 't1'), { role: 'user', content: 'Thanks.' }],
    });
    expect(body.continuationToken).toBeUndefined();
    expect(body.contents).toHaveLength(3);
    const elsewhere = encodeChat(
      { messages: [{ role: 'user', content: 'A novel.' }, cut('Part 1', 't1')] },
      { context: codecContext({ origin: { ...here, model: 'other' } }) },
    );
    expect(elsewhere.body.continuationToken).toBeUndefined();
  });
});
