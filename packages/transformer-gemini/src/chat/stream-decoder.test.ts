import { describe, expect, it } from 'vitest';
import { codecContext, decodeChat, folded, newState, sse, streamParts } from '../testing/codec-context.ts';
import { ChatDecoder } from './stream-decoder.ts';

const event = (parts: unknown, more: object = {}, usageMetadata?: object) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  ...(usageMetadata && { usageMetadata }),
  modelVersion: 'models/gemini-3.8-flash',
  responseId: 'r1',
});
const stop = { finishReason: 'STOP' };
const origin = { wire: 'gemini', ...codecContext().origin };

describe('a stream', () => {
  const text = sse(
    event([{ text: 'Hm.', thought: true }], {}, { promptTokenCount: 5, totalTokenCount: 5 }),
    event(
      [{ text: 'Hel' }],
      {},
      { promptTokenCount: 5, candidatesTokenCount: 1, totalTokenCount: 10, thoughtsTokenCount: 4 },
    ),
    event([{ text: 'lo €' }]),
    event([{ functionCall: { id: 'a', name: 'f', args: { x: 1 } }, thoughtSignature: 'sig' }]),
    event([{ text: '', thoughtSignature: 'last' }], stop, {
      promptTokenCount: 5,
      candidatesTokenCount: 3,
      totalTokenCount: 12,
      thoughtsTokenCount: 4,
    }),
  );

  it.each([1, 2, 7, 64, 1e9])('says the same cut into pieces of %d bytes', (size) => {
    const { parts, complete } = streamParts(text, { size });
    expect(complete).toBe(true);
    expect(parts[0]).toEqual({ type: 'start', responseId: 'r1', model: 'gemini-3.8-flash' });
    const response = folded(parts);
    expect(response).toMatchObject({
      text: 'Hello €',
      reasoning: 'Hm.',
      finishReason: 'tool-calls',
      rawFinishReason: 'STOP',
    });
    expect(response.message.content).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Hello €' },
      {
        type: 'tool-call',
        id: 'a',
        name: 'f',
        arguments: '{"x":1}',
        input: { x: 1 },
        vendor: { origin, data: { id: 'a', thoughtSignature: 'sig' } },
      },
      { type: 'vendor', vendor: { origin, data: { text: '', thoughtSignature: 'last' } } },
    ]);
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      usage: { state: 'reported', inputTokens: 5, outputTokens: 7, outputDetails: { text: 3, reasoning: 4 } },
    });
  });

  it('brings each call as start, delta and whole call', () => {
    const { parts } = streamParts(text);
    expect(
      parts
        .filter(({ type }) => type.startsWith('tool-call'))
        .map((part) => [part.type, (part as { index?: number }).index]),
    ).toEqual([
      ['tool-call-start', 2],
      ['tool-call-delta', 2],
      ['tool-call', 2],
    ]);
  });

  it('tells usage on the way, so that a stream that breaks is accounted for', () => {
    const { parts, complete } = streamParts(
      sse(event([{ text: 'Hel' }], {}, { promptTokenCount: 5, candidatesTokenCount: 1, totalTokenCount: 6 })),
    );
    expect(complete).toBe(false);
    expect(parts).toContainEqual({
      type: 'usage',
      usage: { state: 'partial', inputTokens: 5, outputTokens: 1, raw: expect.anything() },
    });
    expect(parts.some(({ type }) => type === 'finish')).toBe(false);
  });

  it('reads a JSON array in pieces', () => {
    const body = JSON.stringify([event([{ text: 'Hel' }]), event([{ text: 'lo' }], stop)], null, 2);
    for (const size of [1, 5, 1e9]) {
      const { parts, complete } = streamParts(body, { size, contentType: 'application/json; charset=UTF-8' });
      expect(complete).toBe(true);
      expect(folded(parts)).toMatchObject({ text: 'Hello', finishReason: 'stop' });
    }
  });

  it('takes usage and grounding after the finish', () => {
    const { parts } = streamParts(
      sse(event([{ text: 'Paris.' }], stop), {
        candidates: [
          {
            groundingMetadata: {
              groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
              groundingSupports: [{ segment: { endIndex: 6, text: 'Paris.' }, groundingChunkIndices: [0] }],
            },
          },
        ],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 },
      }),
    );
    expect(folded(parts)).toMatchObject({
      finishReason: 'stop',
      usage: { inputTokens: 1, outputTokens: 2 },
      citations: [{ url: 'https://a.example', title: 'A', start: 0, end: 6 }],
    });
  });

  it('knows when the answer is complete', () => {
    const decoder = new ChatDecoder(newState(), codecContext());
    const out: never[] = [];
    decoder.event(JSON.stringify(event([{ text: 'a' }])), out);
    expect([decoder.finished, decoder.done]).toEqual([false, false]);
    decoder.event(JSON.stringify(event([{ text: 'b' }], stop)), out);
    expect([decoder.finished, decoder.done]).toEqual([true, false]);
  });

  it('keeps several candidates apart', () => {
    const { parts, complete } = streamParts(
      sse(
        {
          candidates: [
            { index: 0, content: { parts: [{ text: 'A' }] } },
            { index: 1, content: { parts: [{ text: 'B' }] } },
          ],
        },
        {
          candidates: [
            { index: 1, content: { parts: [{ text: 'b' }] }, finishReason: 'MAX_TOKENS' },
            { index: 0, content: { parts: [{ text: 'a' }] }, finishReason: 'STOP' },
          ],
        },
      ),
    );
    expect(complete).toBe(true);
    expect(folded(parts).choices.map(({ text: words, finishReason }) => [words, finishReason])).toEqual([
      ['Aa', 'stop'],
      ['Bb', 'length'],
    ]);
  });

  it('throws what an error event says, after what came before it', () => {
    const decoder = new ChatDecoder(newState(), codecContext());
    const out: unknown[] = [];
    decoder.event(JSON.stringify(event([{ text: 'Hel' }])), out as never[]);
    expect(() =>
      decoder.event(
        '{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}',
        out as never[],
      ),
    ).toThrow(expect.objectContaining({ code: 'overloaded', status: 503, message: 'The model is overloaded.' }));
    expect(out).toContainEqual({ type: 'text', text: 'Hel', choice: 0, index: 0 });
    expect(() => decoder.event('[{"error":{"message":"x","status":"INTERNAL"}}]', [])).toThrow(
      expect.objectContaining({ code: 'server' }),
    );
  });

  it('is incomplete without any event', () => {
    expect(streamParts('')).toEqual({ parts: [], complete: false });
  });
});

describe('odd events', () => {
  it.each([
    ['nothing', null],
    ['a number', 1],
    ['a text', 'x'],
    ['an empty object', {}],
    ['null members', { candidates: null, usageMetadata: null, promptFeedback: null }],
    [
      'odd members',
      {
        candidates: [
          null,
          1,
          { content: null },
          { content: { parts: null } },
          { content: { parts: [null, 1, {}] } },
          { index: -1 },
          { index: 1e9 },
        ],
        usageMetadata: 'x',
      },
    ],
    [
      'odd calls',
      {
        candidates: [
          {
            content: {
              parts: [
                { functionCall: null },
                { functionCall: { name: null, args: [1] } },
                { functionCall: { name: 'f', args: 'not json' } },
              ],
            },
          },
        ],
      },
    ],
    ['odd media', { candidates: [{ content: { parts: [{ inlineData: {} }, { fileData: {} }, { inlineData: 1 }] } }] }],
    [
      'odd grounding',
      {
        candidates: [
          {
            groundingMetadata: {
              groundingChunks: [null, {}],
              groundingSupports: [null, { groundingChunkIndices: [9, 'x', 0], segment: { endIndex: 'x' } }],
            },
            citationMetadata: { citations: [null, {}] },
            logprobsResult: { chosenCandidates: [null, {}] },
          },
        ],
      },
    ],
  ])('%s do no harm', (_, odd) => {
    const { parts, complete } = streamParts(sse(odd, event([{ text: 'ok' }], stop)));
    expect(complete).toBe(true);
    expect(folded(parts).text).toBe('ok');
    expect(decodeChat([odd, event([{ text: 'ok' }], stop)]).text).toBe('ok');
  });

  it('that are no JSON are passed over', () => {
    const { parts } = streamParts(`data: {broken\n\n${sse(event([{ text: 'ok' }], stop))}`);
    expect(folded(parts).text).toBe('ok');
  });

  it('take a lone object for a list of parts', () => {
    expect(decodeChat(event({ text: 'ok' }, stop)).text).toBe('ok');
  });
});

describe('parts', () => {
  const content = (...parts: object[]) => decodeChat(event(parts, stop)).message.content;

  it('without a meaning of their own are kept as they are', () => {
    expect(content({ somethingNew: { a: 1 } }, {}, { text: 'x', somethingNew: true })).toEqual([
      { type: 'vendor', vendor: { origin, data: { somethingNew: { a: 1 } } } },
      { type: 'text', text: 'x', vendor: { origin, data: { somethingNew: true } } },
    ]);
  });

  it('that are media become images, sounds and files', () => {
    expect(
      content(
        { inlineData: { mimeType: 'image/png', data: 'AA==' } },
        { inlineData: { mimeType: 'audio/mp3', data: 'AA==' } },
        { inlineData: { mimeType: 'application/pdf', data: 'AA==', displayName: 'a.pdf' } },
        { fileData: { fileUri: 'https://x.example/a', mimeType: 'video/mp4' } },
      ),
    ).toEqual([
      { type: 'image', source: { data: 'AA==', mediaType: 'image/png' } },
      { type: 'audio', source: { data: 'AA==', mediaType: 'audio/mp3' } },
      { type: 'file', source: { data: 'AA==', mediaType: 'application/pdf' }, name: 'a.pdf' },
      { type: 'file', source: { url: 'https://x.example/a', mediaType: 'video/mp4' } },
    ]);
  });

  it('that are drafts of images are no images of the answer', () => {
    expect(content({ thought: true, inlineData: { mimeType: 'image/png', data: 'AA==' } })).toEqual([
      { type: 'vendor', vendor: expect.anything() },
    ]);
  });

  it('of tools that the vendor ran are shown, and replayed as they are', () => {
    const parts = [
      { executableCode: { language: 'PYTHON', code: 'print(1)' } },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } },
      { codeExecutionResult: { outcome: 'OUTCOME_FAILED' } },
      { toolCall: { toolType: 'FILE_SEARCH', id: 't1', args: { q: 'x' } }, thoughtSignature: 's' },
      { toolResponse: { toolType: 'FILE_SEARCH', id: 't1', response: { hits: 1 } } },
      { toolResponse: {} },
    ];
    const vendor = (at: number) => ({ origin, data: parts[at] });
    expect(content(...parts)).toEqual([
      {
        type: 'hosted-tool-call',
        id: 'hosted_0_0',
        name: 'codeExecution',
        input: parts[0]?.executableCode,
        vendor: vendor(0),
      },
      {
        type: 'tool-result',
        toolCallId: 'hosted_0_0',
        toolName: 'codeExecution',
        content: '1\n',
        hosted: true,
        vendor: vendor(1),
      },
      {
        type: 'tool-result',
        toolCallId: 'hosted_0_0',
        toolName: 'codeExecution',
        content: '',
        isError: true,
        hosted: true,
        vendor: vendor(2),
      },
      { type: 'hosted-tool-call', id: 't1', name: 'FILE_SEARCH', input: { q: 'x' }, vendor: vendor(3) },
      {
        type: 'tool-result',
        toolCallId: 't1',
        toolName: 'FILE_SEARCH',
        content: [{ type: 'json', value: { hits: 1 } }],
        hosted: true,
        vendor: vendor(4),
      },
      { type: 'tool-result', toolCallId: 'hosted_0_0', toolName: 'tool', content: '', hosted: true, vendor: vendor(5) },
    ]);
  });

  it('that are calls without an id get one, which is not sent back', () => {
    const [first, second] = content(
      { functionCall: { name: 'f' } },
      { functionCall: { name: 'f', args: {} } },
    ) as unknown as {
      id: string;
      vendor?: unknown;
      input: unknown;
    }[];
    expect([first?.id, second?.id]).toEqual(['call_1', 'call_2']);
    expect([first?.vendor, first?.input]).toEqual([undefined, {}]);
  });

  it('bring log probabilities', () => {
    const logprobsResult = {
      chosenCandidates: [{ token: 'A', logProbability: -0.5 }, { token: 'B' }],
      topCandidates: [
        {
          candidates: [
            { token: 'A', logProbability: -0.5 },
            { token: 'C', logProbability: -2 },
          ],
        },
      ],
    };
    expect(decodeChat(event([{ text: 'AB' }], { ...stop, logprobsResult })).choices[0]?.logprobs).toEqual([
      {
        token: 'A',
        logprob: -0.5,
        alternatives: [
          { token: 'A', logprob: -0.5 },
          { token: 'C', logprob: -2 },
        ],
      },
      { token: 'B', logprob: 0 },
    ]);
  });
});

describe('arguments in pieces', () => {
  it('are put together by their paths', () => {
    const piece = (functionCall: object) => event([{ functionCall }]);
    const { parts } = streamParts(
      sse(
        piece({ id: 'a', name: 'book', willContinue: true }),
        piece({ partialArgs: [{ jsonPath: '$.city', stringValue: 'Par', willContinue: true }], willContinue: true }),
        piece({
          partialArgs: [
            { jsonPath: '$.city', stringValue: 'is' },
            { jsonPath: "$.guests[0]['full name']", stringValue: 'Ada' },
          ],
          willContinue: true,
        }),
        piece({
          partialArgs: [
            { jsonPath: '$.nights', numberValue: 2 },
            { jsonPath: '$.late', boolValue: true },
            { jsonPath: '$.note', nullValue: null },
            { jsonPath: '$.__proto__', stringValue: 'x' },
          ],
          willContinue: true,
        }),
        piece({}),
        event([{ text: 'Booked.' }], stop),
      ),
    );
    expect(folded(parts).toolCalls).toMatchObject([
      {
        id: 'a',
        name: 'book',
        arguments: '{"city":"Paris","guests":[{"full name":"Ada"}],"nights":2,"late":true,"note":null,"__proto__":"x"}',
      },
    ]);
    expect(parts.filter(({ type }) => type === 'tool-call')).toHaveLength(1);
  });

  it('end with the next call, with other parts and with the stream', () => {
    const open = (name: string) => ({
      functionCall: { name, partialArgs: [{ jsonPath: '$.x', stringValue: name }], willContinue: true },
    });
    const { parts } = streamParts(
      sse(
        event([open('a')]),
        event([open('b')]),
        event([{ inlineData: { mimeType: 'image/png', data: '' } }]),
        event([open('c')], stop),
      ),
    );
    expect(folded(parts).toolCalls.map(({ name, input }) => [name, input])).toEqual([
      ['a', { x: 'a' }],
      ['b', { x: 'b' }],
      ['c', { x: 'c' }],
    ]);
  });

  it('may come in one event', () => {
    const { parts } = streamParts(
      sse(
        event(
          [
            {
              functionCall: {
                name: 'a',
                partialArgs: [{ jsonPath: '$.x', numberValue: 1 }, null, { jsonPath: '' }, { jsonPath: '$.y' }],
              },
            },
          ],
          stop,
        ),
      ),
    );
    expect(folded(parts).toolCalls.map(({ input }) => input)).toEqual([{ x: 1, y: '' }]);
  });
});

describe('endings', () => {
  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['CONTINUATION', 'length'],
    ['SAFETY', 'content-filter'],
    ['RECITATION', 'content-filter'],
    ['BLOCKLIST', 'content-filter'],
    ['PROHIBITED_CONTENT', 'content-filter'],
    ['SPII', 'content-filter'],
    ['IMAGE_SAFETY', 'content-filter'],
    ['IMAGE_PROHIBITED_CONTENT', 'content-filter'],
    ['IMAGE_RECITATION', 'content-filter'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['MALFORMED_RESPONSE', 'error'],
    ['UNEXPECTED_TOOL_CALL', 'error'],
    ['TOO_MANY_TOOL_CALLS', 'error'],
    ['LANGUAGE', 'other'],
    ['OTHER', 'other'],
    ['NO_IMAGE', 'other'],
    ['IMAGE_OTHER', 'other'],
    ['SOMETHING_NEW', 'other'],
    ['constructor', 'other'],
  ])('%s is %s', (word, unified) => {
    expect(decodeChat({ candidates: [{ finishReason: word }] })).toMatchObject({
      finishReason: unified,
      rawFinishReason: word,
      text: '',
    });
  });

  it('of a blocked prompt are a result, with what the vendor says of it', () => {
    const promptFeedback = { blockReason: 'SAFETY', safetyRatings: [{ category: 'X', probability: 'HIGH' }] };
    const { parts, complete } = streamParts(
      sse({ promptFeedback, usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 } }),
    );
    expect(complete).toBe(true);
    const response = folded(parts);
    expect(response).toMatchObject({
      text: '',
      finishReason: 'content-filter',
      rawFinishReason: 'SAFETY',
      usage: { inputTokens: 4 },
    });
    expect(response.message.vendor).toEqual({ origin, data: { promptFeedback } });
  });

  it('keep what the vendor says of the whole answer', () => {
    const said = {
      finishMessage: 'Malformed call: f(',
      safetyRatings: [{ blocked: true }],
      urlContextMetadata: { urlMetadata: [] },
      continuationToken: 't',
      groundingMetadata: {},
    };
    expect(decodeChat({ candidates: [{ finishReason: 'SAFETY', ...said }] }).message.vendor?.data).toEqual({
      urlContextMetadata: { urlMetadata: [] },
      finishMessage: 'Malformed call: f(',
      safetyRatings: [{ blocked: true }],
      continuationToken: 't',
    });
    expect(decodeChat({ candidates: [{ finishReason: 'STOP', safetyRatings: [{}] }] }).message.vendor).toBeUndefined();
  });

  it('of complete replies may be missing', () => {
    expect(decodeChat({ usageMetadata: { promptTokenCount: 1 } })).toMatchObject({ finishReason: 'other', text: '' });
    expect(decodeChat({ candidates: [{ content: { parts: [{ text: 'a' }] } }] })).toMatchObject({
      finishReason: 'other',
      text: 'a',
    });
  });

  it.each([
    ['no object', 'nonsense'],
    ['an empty object', {}],
    ['an empty list', []],
    ['a list of nothing', [{}, null]],
    ['a name without an answer', { modelVersion: 'gemini', responseId: 'r-1' }],
    ['somebody else’s', { id: 'x', choices: [] }],
  ])('are none where the reply is %s', (_, body) => {
    expect(() => decodeChat(body)).toThrow(expect.objectContaining({ code: 'invalid-response' }));
  });
});

describe('a complete reply', () => {
  it('says the same as the stream of the same answer', () => {
    const parts = [
      { text: 'Hm.', thought: true },
      { text: 'Hello' },
      { functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: 's' },
    ];
    const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7 };
    const whole = decodeChat(event(parts, stop, usageMetadata));
    const streamed = folded(
      streamParts(
        sse(
          event([parts[0]]),
          event([{ text: 'Hel' }]),
          event([{ text: 'lo' }]),
          event([parts[2]], stop, usageMetadata),
        ),
      ).parts,
    );
    const { meta: _whole, ...one } = whole;
    const { meta: _streamed, ...other } = streamed;
    expect(one).toEqual(other);
  });

  it('tells its model, its id and its tier', () => {
    expect(decodeChat({ ...event([], stop, { serviceTier: 'flex' }) }).meta).toEqual({
      responseId: 'r1',
      model: 'gemini-3.8-flash',
      serviceTier: 'flex',
    });
    expect(decodeChat([event([], {}), event([], stop, { trafficType: 'ON_DEMAND' })]).meta).toMatchObject({
      serviceTier: 'ON_DEMAND',
    });
  });
});
