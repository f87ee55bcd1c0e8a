import { type StreamPart, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failure, prediction, type Script, served, succeeded, until } from '../../tests/served.ts';

const messages = [user('Hi')];
const metrics = { input_token_count: 5, output_token_count: 2, predict_time: 0.4 };

const event = (name: string, data: string, id = 1) =>
  `event: ${name}\nid: 1690212292:${id}\n${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;

/** Starts a prediction with a stream, answers the stream, then the finished prediction. */
const streaming =
  (text: string, more: { status?: number; output?: unknown } = {}): Script =>
  ({ method, path }, url) => {
    if (method === 'POST' && path.endsWith('/cancel')) return prediction({ status: 'canceled' });
    if (method === 'POST') return prediction({ urls: { stream: `${url}/streams/s1`, get: `${url}/predictions/p1` } });
    if (path === '/streams/s1')
      return { status: more.status ?? 200, text, headers: { 'content-type': 'text/event-stream' } };
    return succeeded(more.output ?? ['Hello', ' there'], { metrics });
  };

const whole = `: hi\n\n${event('output', 'Hello')}${event('logs', 'loading')}${event('output', ' there')}${event('done', '{}')}`;

async function all(stream: AsyncIterable<StreamPart>) {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

describe('a stream', () => {
  it('follows the output, and ends with the metrics of the prediction', async () => {
    const { ai, asked, body, server } = await served(streaming(whole));
    const stream = ai.stream({ messages });
    const parts = await all(stream);
    expect(parts.map((part) => (part.type === 'text' ? part.text : part.type))).toEqual([
      'start',
      'Hello',
      'progress',
      ' there',
      'choice-end',
      'finish',
    ]);
    expect(await stream.response).toMatchObject({
      text: 'Hello there',
      finishReason: 'stop',
      usage: { inputTokens: 5, outputTokens: 2, raw: metrics },
      meta: { responseId: 'p1', provider: 'replicate', vendor: { status: 'succeeded', metrics } },
    });
    expect(body().stream).toBe(true);
    expect(asked()).toEqual([
      'POST /models/meta/meta-llama-3-8b-instruct/predictions',
      'GET /streams/s1',
      'GET /predictions/p1',
    ]);
    expect(server.requests[0]?.headers.prefer).toBeUndefined();
    expect(server.requests[1]?.headers.accept).toBe('text/event-stream');
  });

  it('is the same as the complete answer, but for its times', async () => {
    const { ai } = await served((request, url) =>
      request.method === 'POST' && request.headers.prefer
        ? succeeded(['Hello', ' there'], { metrics })
        : streaming(whole)(request, url),
    );
    const streamed = await ai.stream({ messages }).response;
    const complete = await ai.chat({ messages });
    const { meta: _, ...answer } = complete;
    expect({ ...streamed, meta: undefined }).toEqual({ ...answer, meta: undefined });
  });

  it('takes its data as text, whatever it looks like', async () => {
    const { ai } = await served(
      streaming(event('output', '{"a":1}') + event('output', 'one\ntwo\n') + event('output', '') + event('done', '{}')),
    );
    expect((await ai.stream({ messages }).response).text).toBe('{"a":1}one\ntwo\n');
  });

  it.each(['bytes:1', 'bytes:7', 'whole'] as const)('may be cut anywhere: %s', async (chunking) => {
    const { replayServer } = await import('@kit/testing');
    const { pipeline } = await import('@kit/core');
    const { replicate } = await import('../index.ts');
    const text = event('output', 'Grüße 🙂') + event('done', '{}');
    await using server = await replayServer({ chunking, answer: (request) => streaming(text)(request, server.url) });
    await using ai = pipeline(replicate({ apiKey: 'k', baseURL: server.url, model: 'a/b' }));
    expect((await ai.stream({ messages }).response).text).toBe('Grüße 🙂');
  });

  it('gets no token at another host than the API’s', async () => {
    const { replayServer } = await import('@kit/testing');
    await using other = await replayServer({
      exchanges: [{ text: whole, headers: { 'content-type': 'text/event-stream' } }],
    });
    const { ai } = await served(({ method }) =>
      method === 'POST'
        ? prediction({ urls: { stream: `${other.url}/v1/files/secret` } })
        : succeeded(['Hello', ' there']),
    );
    expect((await ai.stream({ messages }).response).text).toBe('Hello there');
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('of a model that has none comes whole', async () => {
    const { ai } = await served(({ method }) =>
      method === 'POST' ? prediction() : succeeded(['Hello', ' there'], { metrics }),
    );
    const stream = ai.stream({ messages, topK: 3, user: 'u' });
    expect((await all(stream)).map(({ type }) => type)).toEqual([
      'start',
      'warning',
      'warning',
      'text',
      'choice-end',
      'finish',
    ]);
    expect(await stream.response).toMatchObject({
      text: 'Hello there',
      usage: { inputTokens: 5 },
      warnings: [{ feature: 'user' }, { feature: 'stream' }],
    });
  });

  it('that is gone comes whole too: the prediction is not', async () => {
    const { ai, asked } = await served(streaming('', { status: 410 }));
    expect((await ai.stream({ messages }).response).text).toBe('Hello there');
    expect(asked()).not.toContain('POST /predictions/p1/cancel');
  });

  it('loses nothing but its usage where the metrics cannot be fetched', async () => {
    const { ai } = await served((request, url) =>
      request.path === '/predictions/p1' ? { status: 500, text: 'no' } : streaming(whole)(request, url),
    );
    const answer = await ai.stream({ messages }).response;
    expect(answer.text).toBe('Hello there');
    expect(answer.usage).toBeUndefined();
  });
});

describe('a stream that fails', () => {
  it.each([
    ['{"detail":"NSFW content detected"}', 'content-filter'],
    ['Something broke', 'server'],
    ['{"detail":"CUDA out of memory"}', 'server'],
  ])('by an error event (%s) is %s', async (data, code) => {
    const before = await served(streaming(event('error', data) + event('done', '{"reason":"error"}')));
    expect(await failure(before.ai.stream({ messages }).ready())).toMatchObject({ code, operation: 'stream' });
    const after = await served(streaming(event('output', 'Hel') + event('error', data)));
    const error = await failure(after.ai.stream({ messages }).response);
    expect(error).toMatchObject({ code, partial: { text: 'Hel' } });
    // It is over: there is nothing left to cancel.
    expect([...before.asked(), ...after.asked()]).not.toContain('POST /predictions/p1/cancel');
  });

  it.each([
    ['{"reason":"canceled"}', 'aborted'],
    ['{"reason":"error"}', 'server'],
  ])('by its last event (%s) is %s', async (data, code) => {
    const { ai } = await served(streaming(event('output', 'Hel') + event('done', data)));
    expect(await failure(ai.stream({ messages }).response)).toMatchObject({ code, partial: { text: 'Hel' } });
  });

  it('by ending without its last event cancels the prediction', async () => {
    const { ai, asked } = await served(streaming(event('output', 'Hel')));
    expect(await failure(ai.stream({ messages }).response)).toMatchObject({ code: 'invalid-response' });
    await until(() => asked().includes('POST /predictions/p1/cancel'));
  });

  it('to open cancels the prediction', async () => {
    const { ai, asked } = await served(streaming('no', { status: 500 }));
    expect(await failure(ai.stream({ messages }).ready())).toMatchObject({ code: 'server' });
    await until(() => asked().includes('POST /predictions/p1/cancel'));
  });
});

describe('a stream that is left', () => {
  const endless: Script = streaming(event('output', 'Hel') + event('output', 'lo').repeat(2_000));

  it.each(['break', 'abort', 'cancel'] as const)('by %s cancels the prediction', async (way) => {
    const { ai, asked } = await served(endless);
    const controller = new AbortController();
    const stream = ai.stream({ messages }, { signal: controller.signal });
    if (way === 'break') {
      for await (const part of stream) if (part.type === 'text') break;
    } else {
      await stream.ready();
      if (way === 'abort') controller.abort();
      else await stream.cancel();
      expect(await failure(stream.response)).toMatchObject({ code: 'aborted' });
    }
    await until(() => asked().includes('POST /predictions/p1/cancel'));
    expect(asked().filter((line) => line.endsWith('/cancel'))).toHaveLength(1);
  });
});
