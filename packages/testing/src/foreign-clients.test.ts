// Clients that nobody of this project wrote are the judges of the simulator's wires.
import Anthropic from '@anthropic-ai/sdk';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, simulator } from './simulator.ts';

let server: Simulator;
beforeEach(async () => {
  server = await simulator();
});
afterEach(() => server.close());

const weatherSchema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;
const recipeSchema = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    minutes: { type: 'integer' },
    steps: { type: 'array', items: { type: 'string' } },
  },
  required: ['title', 'minutes', 'steps'],
  additionalProperties: false,
} as const;

describe('the official Anthropic client', () => {
  const client = (apiKey = 'any-key') =>
    new Anthropic({ apiKey, authToken: null, baseURL: server.anthropicURL.replace(/\/v1$/, ''), maxRetries: 0 });
  const request = {
    model: 'claude-test',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: 'Hello there' }],
  };

  it('chats', async () => {
    const message = await client().messages.create({ ...request, system: 'Be brief.' });
    expect(message).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-test',
      stop_reason: 'end_turn',
    });
    expect(message.content).toEqual([expect.objectContaining({ type: 'text', text: 'You said: Hello there' })]);
    expect(message.usage.input_tokens).toBeGreaterThan(0);
    expect(message.usage.output_tokens).toBeGreaterThan(0);
  });

  it('streams, and folds to the same message', async () => {
    const stream = client().messages.stream(request);
    const pieces: string[] = [];
    stream.on('text', (text) => pieces.push(text));
    const message = await stream.finalMessage();
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('You said: Hello there');
    expect(message.content).toEqual([expect.objectContaining({ type: 'text', text: 'You said: Hello there' })]);
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage.output_tokens).toBeGreaterThan(0);
  });

  it('thinks, signed', async () => {
    const message = await client().messages.create({
      ...request,
      max_tokens: 5_000,
      thinking: { type: 'enabled', budget_tokens: 1_024 },
    });
    const [thinking] = message.content;
    expect(thinking).toMatchObject({ type: 'thinking', signature: 'c2ltdWxhdGVk' });
    const streamed = await client()
      .messages.stream({ ...request, max_tokens: 5_000, thinking: { type: 'enabled', budget_tokens: 1_024 } })
      .finalMessage();
    expect(streamed.content).toEqual(message.content);
  });

  it.each([
    ['complete', false],
    ['streamed', true],
  ] as const)('calls a tool and goes on with its result, %s', async (_how, streamed) => {
    const ask = (messages: Anthropic.MessageParam[]) => {
      const body = {
        ...request,
        messages,
        tools: [{ name: 'weather', input_schema: weatherSchema as unknown as Anthropic.Tool.InputSchema }],
      };
      return streamed ? client().messages.stream(body).finalMessage() : client().messages.create(body);
    };
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'What is the weather in Paris?' }];
    const asked = await ask(messages);
    expect(asked.stop_reason).toBe('tool_use');
    const call = asked.content.find((block) => block.type === 'tool_use');
    expect(call).toMatchObject({ name: 'weather', input: { city: 'Paris' } });
    const result = { type: 'tool_result' as const, tool_use_id: call?.id ?? '', content: 'sunny' };
    const told = await ask([
      ...messages,
      { role: 'assistant', content: asked.content },
      { role: 'user', content: [result] },
    ]);
    expect(told.content).toEqual([expect.objectContaining({ type: 'text', text: 'weather says: sunny' })]);
  });

  it('answers in a wanted schema', async () => {
    const message = await client().messages.create({
      ...request,
      output_config: { format: { type: 'json_schema', schema: recipeSchema } },
    });
    const [block] = message.content;
    expect(JSON.parse(block?.type === 'text' ? block.text : '')).toEqual({
      title: 'title',
      minutes: 1,
      steps: ['steps'],
    });
  });

  it('counts tokens and lists models', async () => {
    const { max_tokens: _, ...counted } = request;
    expect((await client().messages.countTokens(counted)).input_tokens).toBeGreaterThan(0);
    const ids: string[] = [];
    for await (const model of client().models.list()) ids.push(model.id);
    expect(ids).toContain('simulated-large');
  });

  it('runs a batch whose requests settle one by one', async () => {
    const { id } = await client().messages.batches.create({
      requests: [
        { custom_id: 'good', params: request },
        { custom_id: 'bad', params: { ...request, model: 'no-such-model' } },
      ],
    });
    expect((await client().messages.batches.retrieve(id)).processing_status).toBe('in_progress');
    const ended = await client().messages.batches.retrieve(id);
    expect(ended).toMatchObject({ processing_status: 'ended', request_counts: { succeeded: 1, errored: 1 } });
    const results = new Map<string, string>();
    for await (const { custom_id, result } of await client().messages.batches.results(id))
      results.set(custom_id, result.type);
    expect(Object.fromEntries(results)).toEqual({ good: 'succeeded', bad: 'errored' });
    const { id: unwanted } = await client().messages.batches.create({
      requests: [{ custom_id: 'a', params: request }],
    });
    expect(await client().messages.batches.cancel(unwanted)).toMatchObject({
      processing_status: 'ended',
      request_counts: { canceled: 1 },
    });
    expect((await client().messages.batches.delete(unwanted)).type).toBe('message_batch_deleted');
    await expect(client().messages.batches.retrieve(unwanted)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  it('keeps files', async () => {
    const { beta } = client();
    const stored = await beta.files.upload({ file: new File(['a,b'], 'data.csv', { type: 'text/csv' }) });
    expect(stored).toMatchObject({ type: 'file', filename: 'data.csv', mime_type: 'text/csv', size_bytes: 3 });
    expect(await (await beta.files.download(stored.id)).text()).toBe('a,b');
    expect((await beta.files.list()).data.map(({ id }) => id)).toEqual([stored.id]);
    expect((await beta.files.retrieveMetadata(stored.id)).filename).toBe('data.csv');
    await beta.files.delete(stored.id);
    await expect(beta.files.retrieveMetadata(stored.id)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  it('gets its own error classes', async () => {
    await expect(client('wrong-key').messages.create(request)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    await expect(client().messages.create({ ...request, model: 'no-such-model' })).rejects.toBeInstanceOf(
      Anthropic.NotFoundError,
    );
    await expect(client().messages.create({ ...request, messages: 'no list' as never })).rejects.toBeInstanceOf(
      Anthropic.BadRequestError,
    );
    server.faults.next({ status: 429, retryAfterMs: 2_000 }, { status: 529 }, { type: 'reset' });
    const limited = await client()
      .messages.create(request)
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(limited).toBeInstanceOf(Anthropic.RateLimitError);
    expect((limited as InstanceType<typeof Anthropic.RateLimitError>).headers?.get('retry-after')).toBe('2');
    expect((limited as InstanceType<typeof Anthropic.RateLimitError>).type).toBe('rate_limit_error');
    await expect(client().messages.create(request)).rejects.toMatchObject({ status: 529, type: 'overloaded_error' });
    await expect(client().messages.create(request)).rejects.toBeInstanceOf(Anthropic.APIConnectionError);
  });

  it('gets an error in mid-stream, and a stream that is cut', async () => {
    server.faults.next({ type: 'error-event', afterEvents: 3 }, { type: 'cut', afterEvents: 4 });
    await expect(client().messages.stream(request).finalMessage()).rejects.toMatchObject({ type: 'overloaded_error' });
    await expect(client().messages.stream(request).finalMessage()).rejects.toThrow();
  });

  it('retries by itself what the simulator says may be retried', async () => {
    server.faults.next({ status: 529, retryAfterMs: 1 });
    const patient = new Anthropic({ apiKey: 'k', baseURL: server.url, maxRetries: 1 });
    expect((await patient.messages.create(request)).type).toBe('message');
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/messages', '/v1/messages']);
  });

  it('aborts, and the server sees it', async () => {
    server.faults.always({ type: 'hang', afterEvents: 4 });
    const stream = client().messages.stream(request);
    const ended = stream.finalMessage().then(
      () => undefined,
      (error: unknown) => error,
    );
    await new Promise<void>((resolve) => stream.once('text', () => resolve()));
    stream.abort();
    expect(await ended).toBeInstanceOf(Anthropic.APIUserAbortError);
    expect((await server.requests[0]?.closed)?.aborted).toBe(true);
  });
});

describe('the official Google client', () => {
  const client = (apiKey = 'any-key') =>
    new GoogleGenAI({
      apiKey,
      httpOptions: { baseUrl: server.geminiURL.replace(/\/v1beta$/, ''), apiVersion: 'v1beta' },
    });
  const request = { model: 'gemini-test', contents: 'Hello there' };

  it('chats', async () => {
    const response = await client().models.generateContent({ ...request, config: { systemInstruction: 'Be brief.' } });
    expect(response.text).toBe('You said: Hello there');
    expect(response.candidates?.[0]?.finishReason).toBe('STOP');
    expect(response.modelVersion).toBe('gemini-test');
    expect(response.usageMetadata?.promptTokenCount).toBeGreaterThan(0);
    expect(response.usageMetadata?.candidatesTokenCount).toBeGreaterThan(0);
  });

  it('streams', async () => {
    const pieces: string[] = [];
    let last: unknown;
    for await (const chunk of await client().models.generateContentStream(request)) {
      if (chunk.text) pieces.push(chunk.text);
      last = chunk.candidates?.[0]?.finishReason;
    }
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('You said: Hello there');
    expect(last).toBe('STOP');
  });

  it('thinks', async () => {
    const response = await client().models.generateContent({
      ...request,
      config: { thinkingConfig: { includeThoughts: true, thinkingBudget: 100 } },
    });
    expect(response.candidates?.[0]?.content?.parts?.[0]).toMatchObject({ thought: true });
    expect(response.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0);
    expect(response.text).toBe('You said: Hello there');
  });

  it.each([
    ['complete', false],
    ['streamed', true],
  ] as const)('calls a tool and goes on with its result, %s', async (_how, streamed) => {
    const tools = [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: weatherSchema }] }];
    const ask = async (contents: object[]) => {
      const asked = { ...request, contents, config: { tools } };
      if (!streamed) return client().models.generateContent(asked);
      const chunks = [];
      for await (const chunk of await client().models.generateContentStream(asked)) chunks.push(chunk);
      return (
        chunks.find((chunk) => chunk.functionCalls?.length) ?? {
          text: chunks.map(({ text }) => text ?? '').join(''),
          functionCalls: undefined,
          candidates: [],
        }
      );
    };
    const question = { role: 'user', parts: [{ text: 'What is the weather in Paris?' }] };
    const asked = await ask([question]);
    expect(asked.functionCalls).toMatchObject([{ name: 'weather', args: { city: 'Paris' } }]);
    const content = asked.candidates?.[0]?.content;
    expect(content?.parts?.find((part) => part.functionCall)).toMatchObject({ thoughtSignature: 'c2ltdWxhdGVk' });
    const id = asked.functionCalls?.[0]?.id;
    const result = {
      role: 'user',
      parts: [{ functionResponse: { name: 'weather', response: { output: 'sunny' }, ...(id && { id }) } }],
    };
    const told = await ask([question, content as object, result]);
    expect(told.text).toMatch(/^weather says: .*sunny/);
  });

  it('is made to call a tool', async () => {
    const config = {
      tools: [
        {
          functionDeclarations: [
            { name: 'weather' },
            { name: 'clock', parameters: { type: Type.OBJECT, properties: { zone: { type: Type.STRING } } } },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['clock'] } },
    };
    expect((await client().models.generateContent({ ...request, config })).functionCalls).toMatchObject([
      { name: 'clock', args: { zone: 'zone' } },
    ]);
  });

  it('answers in a wanted schema', async () => {
    const config = { responseMimeType: 'application/json', responseJsonSchema: recipeSchema };
    expect(JSON.parse((await client().models.generateContent({ ...request, config })).text ?? '')).toEqual({
      title: 'title',
      minutes: 1,
      steps: ['steps'],
    });
  });

  it('embeds, counts tokens and lists models', async () => {
    const one = await client().models.embedContent({
      model: 'embedding-test',
      contents: ['cat', 'dog'],
      config: { outputDimensionality: 16 },
    });
    expect(one.embeddings?.map(({ values }) => values?.length)).toEqual([16, 16]);
    expect(one.embeddings?.[0]?.values).not.toEqual(one.embeddings?.[1]?.values);
    expect((await client().models.countTokens(request)).totalTokens).toBeGreaterThan(0);
    const names: (string | undefined)[] = [];
    for await (const model of await client().models.list()) names.push(model.name);
    expect(names).toContain('models/simulated-large');
    expect((await client().models.get({ model: 'simulated-small' })).displayName).toBe('Simulated Small');
  });

  it('gets its own errors', async () => {
    await expect(client('wrong-key').models.generateContent(request)).rejects.toMatchObject({ status: 401 });
    await expect(client().models.generateContent({ ...request, model: 'no-such-model' })).rejects.toMatchObject({
      status: 404,
    });
    await expect(client().models.generateContent({ ...request, contents: [] })).rejects.toThrow();
    server.faults.next({ status: 429, retryAfterMs: 2_000 }, { status: 503 });
    const limited = await client()
      .models.generateContent(request)
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(limited).toBeInstanceOf(ApiError);
    expect((limited as ApiError).message).toMatch(/RESOURCE_EXHAUSTED.*retryDelay.*2s/);
    await expect(client().models.generateContent(request)).rejects.toMatchObject({ status: 503 });
  });

  it('gets an error in mid-stream', async () => {
    server.faults.next({ type: 'error-event', afterEvents: 2 });
    const reading = (async () => {
      for await (const _ of await client().models.generateContentStream(request));
    })();
    await expect(reading).rejects.toThrow(/UNAVAILABLE/);
  });

  it('aborts, and the server sees it', async () => {
    server.faults.always({ type: 'hang', afterEvents: 2 });
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of await client().models.generateContentStream({
        ...request,
        config: { abortSignal: controller.signal },
      }))
        controller.abort();
    })();
    await expect(reading).rejects.toThrow(/abort/i);
    expect((await server.requests[0]?.closed)?.aborted).toBe(true);
  });
});
