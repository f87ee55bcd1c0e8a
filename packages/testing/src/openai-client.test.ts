// The official OpenAI client as the judge of the simulator's OpenAI wires.
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, simulator } from './simulator.ts';

let server: Simulator;
beforeEach(async () => {
  server = await simulator();
});
afterEach(() => server.close());

const client = (apiKey = 'any-key') => new OpenAI({ apiKey, baseURL: server.openaiURL, maxRetries: 0 });
const failure = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => undefined,
    (error: unknown) => error,
  );

const weather = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const recipe = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    minutes: { type: 'integer' },
    steps: { type: 'array', items: { type: 'string' } },
  },
  required: ['title', 'minutes', 'steps'],
  additionalProperties: false,
};

describe('the official OpenAI client: chat completions', () => {
  const request = { model: 'gpt-test', messages: [{ role: 'user' as const, content: 'Hello there' }] };

  it('chats', async () => {
    const completion = await client().chat.completions.create({
      ...request,
      messages: [{ role: 'developer', content: 'Be brief.' }, ...request.messages],
    });
    expect(completion).toMatchObject({ object: 'chat.completion', model: 'gpt-test' });
    expect(completion.choices).toMatchObject([
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'You said: Hello there' } },
    ]);
    const { prompt_tokens = 0, completion_tokens = 0, total_tokens } = completion.usage ?? {};
    expect(prompt_tokens).toBeGreaterThan(0);
    expect(completion_tokens).toBeGreaterThan(0);
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
  });

  it('answers as often as it is asked', async () => {
    const completion = await client().chat.completions.create({ ...request, n: 2 });
    expect(completion.choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, 'You said: Hello there'],
      [1, 'You said: Hello there'],
    ]);
  });

  it('streams', async () => {
    const pieces: string[] = [];
    let usage: unknown;
    for await (const chunk of await client().chat.completions.create({
      ...request,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      const piece = chunk.choices[0]?.delta.content;
      if (piece) pieces.push(piece);
      usage ??= chunk.usage;
    }
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('You said: Hello there');
    expect(usage).toMatchObject({ prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) });
  });

  it('folds a stream to a completion', async () => {
    const completion = await client().chat.completions.stream(request).finalChatCompletion();
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'You said: Hello there' },
    });
  });

  it.each([
    ['complete', false],
    ['streamed', true],
  ] as const)('calls a tool and goes on with its result, %s', async (_how, streamed) => {
    const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: weather, strict: true } }];
    const ask = (messages: OpenAI.ChatCompletionMessageParam[]) => {
      const asked = { ...request, messages, tools };
      return streamed
        ? client().chat.completions.stream(asked).finalChatCompletion()
        : client().chat.completions.create(asked);
    };
    const question = { role: 'user' as const, content: 'What is the weather in Paris?' };
    const asked = await ask([question]);
    expect(asked.choices[0]?.finish_reason).toBe('tool_calls');
    const message = asked.choices[0]?.message as OpenAI.ChatCompletionMessage;
    const [call] = message.tool_calls ?? [];
    expect(call).toMatchObject({ type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } });
    const told = await ask([question, message, { role: 'tool', tool_call_id: call?.id ?? '', content: 'sunny' }]);
    expect(told.choices[0]?.message.content).toBe('weather says: sunny');
  });

  it('answers in a wanted schema', async () => {
    const format = { type: 'json_schema' as const, json_schema: { name: 'recipe', schema: recipe, strict: true } };
    const completion = await client().chat.completions.create({ ...request, response_format: format });
    expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({
      title: 'title',
      minutes: 1,
      steps: ['steps'],
    });
    const loose = await client().chat.completions.create({ ...request, response_format: { type: 'json_object' } });
    expect(JSON.parse(loose.choices[0]?.message.content ?? '')).toEqual({ answer: 'Hello there' });
  });

  it('gets its own error classes', async () => {
    expect(await failure(client('wrong-key').chat.completions.create(request))).toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
    expect(await failure(client().chat.completions.create({ ...request, model: 'no-such-model' }))).toBeInstanceOf(
      OpenAI.NotFoundError,
    );
    expect(
      await failure(client().chat.completions.create({ ...request, messages: 'no list' as never })),
    ).toBeInstanceOf(OpenAI.BadRequestError);
    server.faults.next({ status: 429, retryAfterMs: 2_000 }, { status: 500 }, { type: 'reset' });
    const limited = await failure(client().chat.completions.create(request));
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
    expect((limited as InstanceType<typeof OpenAI.RateLimitError>).code).toBe('rate_limit_exceeded');
    expect((limited as InstanceType<typeof OpenAI.RateLimitError>).headers?.get('retry-after')).toBe('2');
    expect(await failure(client().chat.completions.create(request))).toBeInstanceOf(OpenAI.InternalServerError);
    expect(await failure(client().chat.completions.create(request))).toBeInstanceOf(OpenAI.APIConnectionError);
  });

  it('gets an error in mid-stream, and a stream that is cut', async () => {
    server.faults.next({ type: 'error-event', afterEvents: 2 }, { type: 'cut', afterEvents: 2 });
    expect(await failure(client().chat.completions.stream(request).finalChatCompletion())).toMatchObject({
      code: 'server_is_overloaded',
    });
    expect(await failure(client().chat.completions.stream(request).finalChatCompletion())).toBeInstanceOf(Error);
  });

  it('retries by itself what may be retried', async () => {
    server.faults.next({ status: 503, retryAfterMs: 1 });
    const patient = new OpenAI({ apiKey: 'k', baseURL: `${server.url}/v1`, maxRetries: 1 });
    expect((await patient.chat.completions.create(request)).object).toBe('chat.completion');
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions', '/v1/chat/completions']);
  });

  it('aborts, and the server sees it', async () => {
    server.faults.always({ type: 'hang', afterEvents: 3 });
    const stream = client().chat.completions.stream(request);
    const ended = failure(stream.finalChatCompletion());
    await new Promise<void>((resolve) => stream.once('content', () => resolve()));
    stream.abort();
    expect(await ended).toBeInstanceOf(OpenAI.APIUserAbortError);
    expect((await server.requests[0]?.closed)?.aborted).toBe(true);
  });
});

describe('the official OpenAI client: responses', () => {
  const request = { model: 'gpt-test', input: 'Hello there' };

  it('responds', async () => {
    const response = await client().responses.create({ ...request, instructions: 'Be brief.' });
    expect(response).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'gpt-test',
      output_text: 'You said: Hello there',
    });
    expect(response.usage?.input_tokens).toBeGreaterThan(0);
    expect(response.usage?.output_tokens).toBeGreaterThan(0);
  });

  it('streams, and folds to the same response', async () => {
    const stream = client().responses.stream(request);
    const pieces: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => pieces.push(delta));
    const response = await stream.finalResponse();
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('You said: Hello there');
    expect(response).toMatchObject({ status: 'completed', output_text: 'You said: Hello there' });
  });

  it('thinks', async () => {
    const response = await client().responses.create({ ...request, reasoning: { effort: 'low', summary: 'auto' } });
    expect(response.output[0]).toMatchObject({ type: 'reasoning' });
    expect(response.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    expect(response.output_text).toBe('You said: Hello there');
  });

  it.each([
    ['complete', false],
    ['streamed', true],
  ] as const)('calls a tool and goes on with its result, %s', async (_how, streamed) => {
    const tools = [{ type: 'function' as const, name: 'weather', parameters: weather, strict: true }];
    const ask = (input: OpenAI.Responses.ResponseInput) => {
      const asked = { ...request, input, tools, reasoning: { effort: 'low' as const } };
      return streamed ? client().responses.stream(asked).finalResponse() : client().responses.create(asked);
    };
    const question = { role: 'user' as const, content: 'What is the weather in Paris?' };
    const asked = await ask([question]);
    const output: readonly OpenAI.Responses.ResponseOutputItem[] = asked.output;
    const call = output.find((item) => item.type === 'function_call');
    expect(call).toMatchObject({ name: 'weather', arguments: '{"city":"Paris"}' });
    const result = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: 'sunny' };
    const told = await ask([question, ...(output as OpenAI.Responses.ResponseInput), result]);
    expect(told.output_text).toBe('weather says: sunny');
  });

  it('answers in a wanted schema', async () => {
    const response = await client().responses.create({
      ...request,
      text: { format: { type: 'json_schema', name: 'recipe', schema: recipe, strict: true } },
    });
    expect(JSON.parse(response.output_text)).toEqual({ title: 'title', minutes: 1, steps: ['steps'] });
  });

  it('counts tokens', async () => {
    const { input_tokens } = await client().responses.inputTokens.count(request);
    expect(input_tokens).toBeGreaterThan(0);
  });

  it('gets errors, before and in the stream, and aborts', async () => {
    expect(await failure(client('wrong-key').responses.create(request))).toBeInstanceOf(OpenAI.AuthenticationError);
    server.faults.next({ type: 'error-event', afterEvents: 3 });
    expect(await failure(client().responses.stream(request).finalResponse())).toBeInstanceOf(Error);
    server.faults.always({ type: 'hang', afterEvents: 6 });
    const stream = client().responses.stream(request);
    const ended = failure(stream.finalResponse());
    await new Promise<void>((resolve) => stream.once('response.output_text.delta', () => resolve()));
    stream.abort();
    expect(await ended).toBeInstanceOf(OpenAI.APIUserAbortError);
    expect((await server.requests.at(-1)?.closed)?.aborted).toBe(true);
  });
});

describe('the official OpenAI client: everything else', () => {
  it('embeds, the same for the same text, as numbers and as base64', async () => {
    const { data, usage } = await client().embeddings.create({
      model: 'embed-test',
      input: ['cat', 'dog', 'cat'],
      dimensions: 16,
    });
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 16],
      [1, 16],
      [2, 16],
    ]);
    expect(data[0]?.embedding).toEqual(data[2]?.embedding);
    expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
    expect(usage.total_tokens).toBeGreaterThan(0);
    const floats = await client().embeddings.create({
      model: 'embed-test',
      input: 'cat',
      dimensions: 16,
      encoding_format: 'float',
    });
    expect(floats.data[0]?.embedding[0]).toBeCloseTo(data[0]?.embedding[0] ?? Number.NaN, 5);
  });

  it('makes images', async () => {
    const { data } = await client().images.generate({ model: 'image-test', prompt: 'A cat', n: 2 });
    expect(data).toHaveLength(2);
    expect(data?.[0]?.b64_json).toMatch(/^iVBOR/);
    const edited = await client().images.edit({
      model: 'image-test',
      prompt: 'Blue',
      image: new File(['x'], 'a.png', { type: 'image/png' }),
    });
    expect(edited.data).toHaveLength(1);
  });

  it('speaks and listens', async () => {
    const sound = await client().audio.speech.create({
      model: 'speech-test',
      voice: 'alloy',
      input: 'Hello',
      response_format: 'wav',
    });
    const bytes = new Uint8Array(await sound.arrayBuffer());
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('RIFF');
    const { text } = await client().audio.transcriptions.create({
      model: 'listen-test',
      file: new File([bytes], 'hello.wav', { type: 'audio/wav' }),
    });
    expect(text).toBe(`A recording of ${bytes.length} bytes.`);
  });

  it('moderates', async () => {
    const { results } = await client().moderations.create({
      model: 'moderation-test',
      input: ['I like cats.', 'I will attack you.'],
    });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
  });

  it('completes', async () => {
    const completion = await client().completions.create({ model: 'complete-test', prompt: 'Once upon' });
    expect(completion.choices[0]).toMatchObject({ text: 'You said: Once upon', finish_reason: 'stop' });
  });

  it('lists models', async () => {
    const ids: string[] = [];
    for await (const model of client().models.list()) ids.push(model.id);
    expect(ids).toContain('simulated-large');
    expect((await client().models.retrieve('simulated-small')).id).toBe('simulated-small');
  });

  it('keeps files', async () => {
    const stored = await client().files.create({
      file: new File(['a,b'], 'data.csv', { type: 'text/csv' }),
      purpose: 'user_data',
    });
    expect(stored).toMatchObject({ object: 'file', filename: 'data.csv', bytes: 3, purpose: 'user_data' });
    expect(await (await client().files.content(stored.id)).text()).toBe('a,b');
    expect((await client().files.list({ purpose: 'user_data' })).data.map(({ id }) => id)).toEqual([stored.id]);
    expect((await client().files.list({ purpose: 'batch' })).data).toEqual([]);
    expect((await client().files.delete(stored.id)).deleted).toBe(true);
    expect(await failure(client().files.retrieve(stored.id))).toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('runs a batch whose requests settle one by one', async () => {
    const line = (custom_id: string, model: string) =>
      JSON.stringify({
        custom_id,
        method: 'POST',
        url: '/v1/chat/completions',
        body: { model, messages: [{ role: 'user', content: custom_id }] },
      });
    const file = new File([`${line('good', 'gpt-test')}\n${line('bad', 'no-such-model')}\n`], 'batch.jsonl');
    const { id: input_file_id } = await client().files.create({ file, purpose: 'batch' });
    const { id } = await client().batches.create({
      input_file_id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    expect((await client().batches.retrieve(id)).status).toBe('in_progress');
    const done = await client().batches.retrieve(id);
    expect(done).toMatchObject({ status: 'completed', request_counts: { total: 2, completed: 1, failed: 1 } });
    const rows = async (fileId: string | null | undefined) => {
      const text = await (await client().files.content(fileId ?? '')).text();
      return text
        .trim()
        .split('\n')
        .map((row) => JSON.parse(row) as { custom_id: string; response: { status_code: number } });
    };
    expect(await rows(done.output_file_id)).toMatchObject([
      {
        custom_id: 'good',
        response: { status_code: 200, body: { choices: [{ message: { content: 'You said: good' } }] } },
      },
    ]);
    expect(await rows(done.error_file_id)).toMatchObject([{ custom_id: 'bad', response: { status_code: 404 } }]);
    const { id: unwanted } = await client().batches.create({
      input_file_id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    expect((await client().batches.cancel(unwanted)).status).toBe('cancelled');
    expect((await client().batches.list()).data).toHaveLength(2);
  });
});
