// How servers stream otherwise than OpenAI, case by case.
import { gzipSync } from 'node:zlib';
import { type StreamPart, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { completion, delta, failed, served, stream } from '../tests/served.ts';

const messages = [user('Hi')];
const done = 'data: [DONE]\n\n';
type Reply =
  | ReturnType<typeof stream>
  | { headers?: Record<string, string>; text?: string; base64?: string; body?: unknown };

async function answerOf(reply: Reply) {
  await using vended = await served(() => reply);
  return await vended.ai.stream({ messages }).response;
}
async function errorOf(reply: Reply) {
  await using vended = await served(() => reply);
  return await failed(vended.ai.stream({ messages }).response);
}

describe('1: framing', () => {
  it('takes data without a space, CRLF, a BOM, comments and event names', async () => {
    const chunk = JSON.stringify(delta({ content: 'Hello' }, 'stop'));
    const { text } = await answerOf(
      stream(`\uFEFF: ping\r\n\r\nevent: message\r\ndata:${chunk}\r\n\r\ndata:[DONE]\r\n\r\n`),
    );
    expect(text).toBe('Hello');
  });

  it('takes a line of a megabyte', async () => {
    const long = 'x'.repeat(1_000_000);
    expect((await answerOf(stream(delta({ content: long }, 'stop'), done))).text).toBe(long);
  });
});

describe('2: chunks without content', () => {
  it('are no answer and no end', async () => {
    const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } };
    const answer = await answerOf(
      stream(
        { choices: [] },
        delta({ role: 'assistant', content: '' }),
        delta({}),
        delta({ content: 'Hello' }),
        delta({}, 'stop'),
        usage,
        done,
      ),
    );
    expect(answer).toMatchObject({ text: 'Hello', finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 1 } });
  });
});

describe('3: the end', () => {
  it('may come without a marker, with two, or with something behind it', async () => {
    expect((await answerOf(stream(delta({ content: 'Hello' }, 'stop')))).text).toBe('Hello');
    expect(
      (await answerOf(stream(delta({ content: 'Hello' }, 'stop'), done, done, 'data: {"late":true}\n\n'))).text,
    ).toBe('Hello');
  });

  it('is an error where the answer has none', async () => {
    const error = await errorOf(stream(delta({ content: 'Hel' })));
    expect(error).toMatchObject({ code: 'invalid-response', partial: { text: 'Hel' } });
  });
});

describe('4: calls', () => {
  const call = (fields: object) => delta({ tool_calls: [fields] });
  const ended = [delta({}, 'tool_calls'), done];

  it('without an index: a name begins one, the rest continues it', async () => {
    const pieces = [
      call({ id: 'a', function: { name: 'f', arguments: '{"x":' } }),
      call({ function: { arguments: '1}' } }),
      call({ id: 'b', function: { name: 'g', arguments: '{}' } }),
    ];
    const { toolCalls } = await answerOf(stream(...pieces, ...ended));
    expect(toolCalls).toMatchObject([
      { id: 'a', name: 'f', input: { x: 1 } },
      { id: 'b', name: 'g', input: {} },
    ]);
  });

  it('that all have index 0 are told apart by their ids', async () => {
    const pieces = [
      call({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
      call({ index: 0, id: 'b', function: { name: 'f', arguments: '{"y":2}' } }),
    ];
    expect((await answerOf(stream(...pieces, ...ended))).toolCalls).toMatchObject([
      { id: 'a' },
      { id: 'b', input: { y: 2 } },
    ]);
  });

  it('that get their name late, repeat it, bring arguments as an object, none at all, or the whole twice', async () => {
    const late = [
      call({ index: 1, function: { arguments: '{"x":' } }),
      call({ index: 1, id: 'a', function: { name: 'f', arguments: '' } }),
      call({ index: 1, function: { name: 'f', arguments: '1}' } }),
    ];
    expect((await answerOf(stream(...late, ...ended))).toolCalls).toMatchObject([
      { id: 'a', name: 'f', arguments: '{"x":1}' },
    ]);
    const object = call({ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } } });
    expect((await answerOf(stream(object, ...ended))).toolCalls).toMatchObject([{ arguments: '{"x":1}' }]);
    const empty = call({ index: 0, id: 'a', function: { name: 'f', arguments: null } });
    expect((await answerOf(stream(empty, ...ended))).toolCalls).toMatchObject([{ input: {} }]);
    const whole = call({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":1}' } });
    expect((await answerOf(stream(whole, whole, ...ended))).toolCalls).toMatchObject([{ arguments: '{"x":1}' }]);
  });

  it('without an id get one, also where the finish reason is a mere stop', async () => {
    const answer = await answerOf(
      stream(call({ index: 0, function: { name: 'f', arguments: '{}' } }), delta({}, 'stop'), done),
    );
    expect(answer.finishReason).toBe('tool-calls');
    expect(answer.toolCalls[0]?.id).toMatch(/^call_/);
  });
});

describe('5: finish reasons', () => {
  it('come with the last text, or twice', async () => {
    const answer = await answerOf(stream(delta({ content: 'Hello' }, 'length'), delta({}, 'length'), done));
    expect(answer).toMatchObject({ text: 'Hello', finishReason: 'length' });
  });
});

describe('6: failures inside a stream that began well', () => {
  const words = 'The model is overloaded';
  it.each([
    ['an object', stream({ error: { message: words, code: 503 } }), 'overloaded'],
    ['a string', stream({ error: words }), 'overloaded'],
    ['an event', stream(`event: error\ndata: ${JSON.stringify({ error: { message: words } })}\n\n`), 'overloaded'],
    ["vLLM's", stream({ object: 'error', message: words, type: 'x', code: 429 }), undefined],
    ["FastAPI's", stream({ detail: words }), 'overloaded'],
    ['a bare message', stream({ message: words, code: 503 }), 'overloaded'],
    ['a body that is no stream', { body: { error: { message: words, code: 503 } } }, 'overloaded'],
  ] as [string, Reply, string | undefined][])('%s', async (_, reply, code) => {
    const error = await errorOf(reply);
    expect(error.message).toContain(words);
    if (code) expect(error.code).toBe(code);
  });

  it('hand over what had arrived', async () => {
    const error = await errorOf(stream(delta({ content: 'Hel' }), { error: { message: words } }));
    expect(error.partial).toMatchObject({ text: 'Hel' });
  });
});

describe('7: a server that does not stream', () => {
  it('answers whole, and the answer comes in parts all the same', async () => {
    await using vended = await served(() => completion({ content: 'Hello', reasoning_content: 'Hm.' }));
    const parts: StreamPart[] = [];
    const reply = vended.ai.stream({ messages });
    for await (const part of reply) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual(['start', 'reasoning', 'text', 'usage', 'choice-end', 'finish']);
    expect(await reply.response).toMatchObject({ text: 'Hello', reasoning: 'Hm.' });
  });
});

describe('8: bytes', () => {
  it('without a content type, and cut inside of a character', async () => {
    const { text } = stream(delta({ content: 'Grüße 🌍' }, 'stop'), done);
    await using vended = await served(() => ({ text }));
    expect((await vended.ai.stream({ messages }).response).text).toBe('Grüße 🌍');
  });

  it('that are compressed', async () => {
    const { text } = stream(delta({ content: 'Hello' }, 'stop'), done);
    const { createServer } = await import('node:http');
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(gzipSync(text));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as { port: number };
    await using vended = await served(() => completion(), { baseURL: `http://127.0.0.1:${port}/v1` });
    expect((await vended.ai.stream({ messages }).response).text).toBe('Hello');
    server.closeAllConnections();
    server.close();
  });
});

describe('reasoning', () => {
  it.each([
    ['reasoning_content', { reasoning_content: 'Hm.' }],
    ['reasoning', { reasoning: 'Hm.' }],
    ['both, which are one', { reasoning_content: 'Hm.', reasoning: 'Hm.' }],
    ['details', { reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] }],
    ['parts of the content', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }],
  ])('is read from %s', async (_, fields) => {
    expect(await answerOf(stream(delta(fields), delta({ content: 'Hello' }, 'stop'), done))).toMatchObject({
      reasoning: 'Hm.',
      text: 'Hello',
    });
  });

  it('between tags is read where that was said, also from tags in pieces', async () => {
    const pieces = ['<th', 'ink>H', 'm.</', 'think>', 'Hello'].map((content) => delta({ content }));
    await using vended = await served(() => stream(...pieces, delta({}, 'stop'), done), {
      dialect: { chat: { thinkTags: {} } },
    });
    expect(await vended.ai.stream({ messages }).response).toMatchObject({ reasoning: 'Hm.', text: 'Hello' });
    expect((await answerOf(stream(...pieces, delta({}, 'stop'), done))).text).toBe('<think>Hm.</think>Hello');
  });
});

describe('usage', () => {
  it.each([
    [
      'in every chunk: the last counts',
      [
        { ...delta({ content: 'Hello' }), usage: { prompt_tokens: 3, completion_tokens: 1 } },
        { ...delta({}, 'stop'), usage: { prompt_tokens: 3, completion_tokens: 2 } },
      ],
      { inputTokens: 3, outputTokens: 2 },
    ],
    [
      'as text',
      [{ ...delta({ content: 'Hello' }, 'stop'), usage: { prompt_tokens: '3', completion_tokens: '2' } }],
      { inputTokens: 3, outputTokens: 2 },
    ],
    [
      'null, and then told',
      [
        { ...delta({ content: 'Hello' }, 'stop'), usage: null },
        { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, prompt_cache_hit_tokens: 1 } },
      ],
      { inputTokens: 3, inputDetails: { uncached: 2, cacheRead: 1 } },
    ],
    [
      'in `x_groq`',
      [{ ...delta({ content: 'Hello' }, 'stop'), x_groq: { usage: { prompt_tokens: 3, completion_tokens: 2 } } }],
      { inputTokens: 3 },
    ],
  ])('%s', async (_, chunks, expected) => {
    expect((await answerOf(stream(...chunks, done))).usage).toMatchObject(expected);
  });
});
