import { assistant, type ChatRequest, inspect, type Message, pipeline, system, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { claude, credentials, failure } from '../../tests/served.ts';
import { bedrock } from '../index.ts';

const ai = pipeline(
  bedrock({ region: 'us-east-1', credentials, model: claude, baseModels: { 'arn:aws:x:profile/p': claude } }),
);

/** The body that a request becomes, and the features that were warned of. */
async function encoded(request: Partial<ChatRequest>) {
  const shown = await inspect(ai, 'chat', { messages: [user('Hi')], ...request });
  return {
    body: shown.body as Record<string, never>,
    url: shown.url,
    warned: shown.warnings.map(({ feature }) => feature),
  };
}
const messagesOf = async (messages: readonly Message[], model?: string) => {
  const { body, warned } = await encoded({ messages, ...(model !== undefined && { model }) });
  return { messages: body.messages, system: body.system, warned };
};
const weather = {
  name: 'weather',
  description: 'Weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
} as const;
const nova = 'us.amazon.nova-pro-v1:0';
const mistral = 'mistral.mistral-large-2407-v1:0';

describe('a request', () => {
  it('names the model in the path, and says nothing that nobody asked for', async () => {
    const { body, url, warned } = await encoded({});
    expect(url).toBe(
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse',
    );
    expect(body).toEqual({ messages: [{ role: 'user', content: [{ text: 'Hi' }] }] });
    expect(warned).toEqual([]);
  });

  it('may go to the ARN of a profile', async () => {
    const arn = 'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc';
    expect((await encoded({ model: arn })).url).toContain(`/model/${encodeURIComponent(arn)}/converse`);
    const named = await encoded({ model: 'arn:aws:x:profile/p', reasoning: { budgetTokens: 2000 } });
    expect(named.body.additionalModelRequestFields).toEqual({ thinking: { type: 'enabled', budget_tokens: 2000 } });
  });

  it('puts lengths and sampling into inferenceConfig, top-k where the model has it', async () => {
    const request = { maxTokens: 9, temperature: 0.5, topK: 4, stop: 'END' };
    expect((await encoded(request)).body).toMatchObject({
      inferenceConfig: { maxTokens: 9, temperature: 0.5, stopSequences: ['END'] },
      additionalModelRequestFields: { top_k: 4 },
    });
    expect((await encoded({ ...request, model: nova })).body.additionalModelRequestFields).toEqual({
      inferenceConfig: { topK: 4 },
    });
    const llama = await encoded({ topK: 4, temperature: 1.5, model: 'meta.llama4-scout-17b-instruct-v1:0' });
    expect(llama.warned).toEqual(['topK', 'temperature']);
    expect(llama.body.inferenceConfig).toEqual({ temperature: 1 });
  });

  it('leaves out what the model refuses, and says so', async () => {
    expect((await encoded({ temperature: 0.5, topP: 0.5 })).warned).toEqual(['topP']);
    expect((await encoded({ model: 'us.anthropic.claude-sonnet-5', temperature: 0.5 })).warned).toEqual([
      'temperature',
    ]);
    expect((await encoded({ model: 'openai.gpt-5.5', stop: 'x', temperature: 0.5 })).warned.sort()).toEqual([
      'stop',
      'temperature',
    ]);
    const { body, warned } = await encoded({
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: 1,
      n: 2,
      logprobs: true,
      user: 'u',
    });
    expect(Object.keys(body)).toEqual(['messages']);
    expect(warned).toEqual(['seed', 'presencePenalty', 'frequencyPenalty', 'user', 'n', 'logprobs']);
  });

  it('carries metadata, a tier, and fields that only Bedrock has', async () => {
    const { body, warned } = await encoded({
      metadata: { run: '7' },
      serviceTier: 'flex',
      topK: 4,
      vendor: {
        bedrock: {
          guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
          additionalModelRequestFields: { anthropic_beta: ['b'] },
          performanceConfig: { latency: 'optimized' },
        },
      },
    });
    expect(body).toMatchObject({
      requestMetadata: { run: '7' },
      serviceTier: { type: 'flex' },
      guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      additionalModelRequestFields: { top_k: 4, anthropic_beta: ['b'] },
      performanceConfig: { latency: 'optimized' },
    });
    expect(warned).toEqual([]);
  });
});

describe('messages', () => {
  it('go by turns: neighbours are joined, results stand first', async () => {
    const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"Graz"}' } as const;
    const other = { ...call, id: 'c2', arguments: '' };
    const { messages } = await messagesOf([
      user('a'),
      user('b'),
      assistant([call, other]),
      toolResult(call, { degrees: 21 }),
      toolResult(other, [1], { isError: true }),
      user('and now?'),
    ]);
    expect(messages).toEqual([
      { role: 'user', content: [{ text: 'a' }, { text: 'b' }] },
      {
        role: 'assistant',
        content: [
          { toolUse: { toolUseId: 'c1', name: 'weather', input: { city: 'Graz' } } },
          { toolUse: { toolUseId: 'c2', name: 'weather', input: {} } },
        ],
      },
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: 'c1', content: [{ json: { degrees: 21 } }] } },
          // `json` must be an object.
          { toolResult: { toolUseId: 'c2', content: [{ text: '[1]' }], status: 'error' } },
          { text: 'and now?' },
        ],
      },
    ]);
  });

  it('have system texts before them; where the model takes none, or later on, they become the user’s', async () => {
    const plain = await messagesOf([system('A'), system('B'), user('Hi')]);
    expect(plain).toMatchObject({ system: [{ text: 'A' }, { text: 'B' }], warned: [] });
    const late = await messagesOf([user('Hi'), assistant('Ho'), system('B')]);
    expect(late.warned).toEqual(['messages[2]']);
    expect(late.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      { role: 'user', content: [{ text: 'B' }] },
    ]);
    const titan = await messagesOf([system('A'), user('Hi')], 'amazon.titan-text-express-v1');
    expect(titan).toMatchObject({ system: undefined, warned: ['messages[0]'] });
    expect(titan.messages).toEqual([{ role: 'user', content: [{ text: 'A' }, { text: 'Hi' }] }]);
  });

  it('have no blank texts, and no white space at the end of an answer that is begun', async () => {
    const { messages } = await messagesOf([
      user([
        { type: 'text', text: ' ' },
        { type: 'text', text: 'Hi' },
      ]),
      assistant('{ '),
    ]);
    expect(messages).toEqual([
      { role: 'user', content: [{ text: 'Hi' }] },
      { role: 'assistant', content: [{ text: '{' }] },
    ]);
  });

  it('hold images, documents, sound and video as bytes or objects of S3', async () => {
    const { messages } = await messagesOf([
      user([
        { type: 'image', source: { data: Uint8Array.of(1), mediaType: 'image/jpg' } },
        { type: 'image', source: { url: 'data:image/png;base64,AQ==' } },
        {
          type: 'file',
          source: { data: 'AQ==', mediaType: 'application/pdf' },
          name: 'Q1_report.pdf',
          citations: true,
        },
        { type: 'file', source: { data: 'AQ==', mediaType: 'application/pdf' }, name: 'Q1_report.pdf', context: 'c' },
        { type: 'file', source: { url: 's3://bucket/clip.mp4' } },
        { type: 'file', source: { url: 's3://bucket/a.docx' } },
        { type: 'audio', source: { data: 'AQ==', mediaType: 'audio/mpeg' } },
      ]),
    ]);
    const bytes = { bytes: 'AQ==' };
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          // A document needs a text beside it.
          { text: 'Documents:' },
          { image: { format: 'jpeg', source: bytes } },
          { image: { format: 'png', source: bytes } },
          { document: { format: 'pdf', name: 'Q1 report pdf', source: bytes, citations: { enabled: true } } },
          { document: { format: 'pdf', name: 'Q1 report pdf (2)', source: bytes, context: 'c' } },
          { video: { format: 'mp4', source: { s3Location: { uri: 's3://bucket/clip.mp4' } } } },
          { document: { format: 'docx', name: 'document', source: { s3Location: { uri: 's3://bucket/a.docx' } } } },
          { audio: { format: 'mp3', source: bytes } },
        ],
      },
    ]);
  });

  it.each([
    ['a link', { type: 'image', source: { url: 'https://example.com/a.png' } }, /fetchMedia/],
    ['a stored file', { type: 'file', source: { fileId: 'f' } }, /stores no files/],
    ['an unknown type', { type: 'file', source: { data: 'AQ==', mediaType: 'application/zip' } }, /pdf, csv/],
  ] as const)('cannot hold %s', async (_, part, words) => {
    const error = await failure(encoded({ messages: [user([part])] }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'messages[0].content[0]' });
    expect(error.message).toMatch(words);
  });

  it('give Mistral ids of nine letters and digits, the same for a call and its result', async () => {
    const call = { type: 'tool-call', id: 'toolu_01ABCdef', name: 'weather', arguments: '{}' } as const;
    const { messages } = await messagesOf([user('Hi'), assistant([call]), toolResult(call, 'x')], mistral);
    const [, said, result] = messages as unknown as { content: Record<string, { toolUseId: string }>[] }[];
    const id = said?.content[0]?.toolUse?.toolUseId;
    expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(result?.content[0]?.toolResult?.toolUseId).toBe(id);
  });
});

describe('cache marks', () => {
  it('become cache points behind their prefix', async () => {
    const { body, warned } = await encoded({
      messages: [
        system([{ type: 'text', text: 'A', cache: { ttl: '1h' } }]),
        user([
          { type: 'text', text: 'B', cache: true },
          { type: 'text', text: 'C' },
        ]),
      ],
      tools: [{ ...weather, cache: true }],
    });
    expect(body.system).toEqual([{ text: 'A' }, { cachePoint: { type: 'default', ttl: '1h' } }]);
    expect(body.messages).toEqual([
      { role: 'user', content: [{ text: 'B' }, { cachePoint: { type: 'default' } }, { text: 'C' }] },
    ]);
    expect(body.toolConfig).toMatchObject({ tools: [{ toolSpec: {} }, { cachePoint: { type: 'default' } }] });
    expect(warned).toEqual([]);
  });

  it('are four at most, on models that have them', async () => {
    const marked = { type: 'text', text: 'A', cache: true } as const;
    expect((await encoded({ messages: [user([marked, marked, marked, marked, marked])] })).warned).toEqual([
      'messages[0].content[4].cache',
    ]);
    expect((await encoded({ messages: [user([marked])], model: mistral })).warned).toEqual([
      'messages[0].content[0].cache',
    ]);
  });

  it('of the whole request stand behind the system prompt and the last message', async () => {
    const { body } = await encoded({ messages: [system('A'), user('B')], promptCache: { ttl: '5m' } });
    const cachePoint = { type: 'default', ttl: '5m' };
    expect(body.system).toEqual([{ text: 'A' }, { cachePoint }]);
    expect(body.messages).toEqual([{ role: 'user', content: [{ text: 'B' }, { cachePoint }] }]);
  });
});

describe('tools', () => {
  it.each([
    ['auto', { auto: {} }],
    ['required', { any: {} }],
    [{ name: 'weather' }, { tool: { name: 'weather' } }],
  ] as const)('are chosen: %j', async (toolChoice, expected) => {
    const { body, warned } = await encoded({ tools: [weather, { name: 'clock' }], toolChoice });
    expect(body.toolConfig).toEqual({
      tools: [
        { toolSpec: { name: 'weather', description: 'Weather', inputSchema: { json: weather.parameters } } },
        { toolSpec: { name: 'clock', inputSchema: { json: { type: 'object', properties: {} } } } },
      ],
      toolChoice: expected,
    });
    expect(warned).toEqual([]);
  });

  it('that nobody may call are not offered, unless the conversation needs them', async () => {
    expect((await encoded({ tools: [weather], toolChoice: 'none' })).body).not.toHaveProperty('toolConfig');
    const call = { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' } as const;
    const messages = [user('Hi'), assistant([call]), toolResult(call, 'x')];
    expect(await encoded({ messages, tools: [weather], toolChoice: 'none' })).toMatchObject({
      body: { toolConfig: { tools: [{ toolSpec: { name: 'weather' } }] } },
      warned: ['toolChoice'],
    });
    expect(await encoded({ messages })).toMatchObject({
      body: { toolConfig: { tools: [{ toolSpec: { name: 'weather' } }] } },
      warned: ['tools'],
    });
  });

  it('cannot be demanded of every model', async () => {
    expect(
      (await encoded({ model: 'us.meta.llama4-scout-17b-instruct-v1:0', tools: [weather], toolChoice: 'required' }))
        .warned,
    ).toEqual(['toolChoice']);
    expect(await encoded({ model: mistral, tools: [weather], toolChoice: { name: 'weather' } })).toMatchObject({
      body: { toolConfig: { toolChoice: { any: {} } } },
      warned: ['toolChoice'],
    });
    expect(
      (await encoded({ model: 'anthropic.claude-opus-5-5', tools: [weather], toolChoice: 'required' })).warned,
    ).toEqual(['toolChoice']);
  });

  it('one at a time is said to Claude in its own words', async () => {
    const { body } = await encoded({ tools: [weather], toolChoice: 'required', parallelToolCalls: false });
    expect(body.toolConfig).not.toHaveProperty('toolChoice');
    expect(body.additionalModelRequestFields).toEqual({
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    expect((await encoded({ model: nova, tools: [weather], parallelToolCalls: false })).warned).toEqual([
      'parallelToolCalls',
    ]);
  });

  it('of the vendor are named, and names are brought into form', async () => {
    const { body } = await encoded({
      model: nova,
      tools: [{ type: 'hosted', name: 'nova_grounding' }, { name: 'a.b' }, { name: 'a/b' }],
    });
    expect(body.toolConfig).toMatchObject({
      tools: [
        { systemTool: { name: 'nova_grounding' } },
        { toolSpec: { name: 'a_b' } },
        { toolSpec: { name: 'a_b_2' } },
      ],
    });
  });
});

describe('thinking', () => {
  it.each([
    [claude, { budgetTokens: 5000 }, { thinking: { type: 'enabled', budget_tokens: 5000 } }, []],
    [claude, { effort: 'low' }, { thinking: { type: 'enabled', budget_tokens: 2048 } }, []],
    [claude, { effort: 'none' }, { thinking: { type: 'disabled' } }, []],
    [
      'us.anthropic.claude-opus-4-8',
      { effort: 'high', summary: 'none' },
      { thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'high' } },
      [],
    ],
    ['anthropic.claude-fable-5-5', { effort: 'none' }, { output_config: { effort: 'low' } }, ['reasoning.effort']],
    [
      'amazon.nova-2-lite-v1:0',
      { effort: 'medium' },
      { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } },
      [],
    ],
    ['openai.gpt-oss-120b-1:0', { effort: 'xhigh' }, { reasoning_effort: 'high' }, ['reasoning.effort']],
    ['openai.gpt-5.5', { effort: 'xhigh' }, { reasoning: { effort: 'xhigh' } }, []],
    ['us.deepseek.r1-v1:0', { effort: 'low' }, undefined, ['reasoning']],
    ['meta.llama3-70b-instruct-v1:0', { effort: 'low' }, undefined, ['reasoning']],
  ] as const)('%s: %j', async (model, reasoning, fields, warnings) => {
    const { body, warned } = await encoded({ model, reasoning });
    expect(body.additionalModelRequestFields).toEqual(fields);
    expect(warned).toEqual(warnings);
  });

  it('forbids sampling and forced tools', async () => {
    const { body, warned } = await encoded({
      reasoning: { budgetTokens: 2000 },
      temperature: 0,
      topK: 3,
      tools: [weather],
      toolChoice: 'required',
      maxTokens: 1500,
    });
    expect(body.inferenceConfig).toEqual({ maxTokens: 1500 });
    expect(body.toolConfig).not.toHaveProperty('toolChoice');
    expect(warned.sort()).toEqual(['reasoning.budgetTokens', 'temperature', 'toolChoice', 'topK']);
  });

  it('of Nova at its highest takes no bound', async () => {
    const nova2 = await encoded({
      model: 'amazon.nova-2-lite-v1:0',
      reasoning: { effort: 'high' },
      maxTokens: 9,
      temperature: 1,
    });
    expect(nova2.body).not.toHaveProperty('inferenceConfig');
    expect(nova2.warned.sort()).toEqual(['maxTokens', 'temperature']);
  });
});

describe('a schema for the answer', () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' } },
    required: ['name'],
    additionalProperties: false,
  } as const;
  const output = { type: 'json-schema', schema, name: 'person' } as const;

  it('travels as text', async () => {
    const { body } = await encoded({ output });
    expect(body.outputConfig).toMatchObject({
      textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'person' } } },
    });
    const { structure } = (
      body.outputConfig as unknown as { textFormat: { structure: { jsonSchema: { schema: string } } } }
    ).textFormat;
    expect(JSON.parse(structure.jsonSchema.schema)).toEqual(schema);
  });

  it('becomes a tool where the model takes none, and words where it has no tools', async () => {
    const { body } = await encoded({ model: nova, output });
    expect(body.toolConfig).toEqual({
      tools: [{ toolSpec: { name: 'json', description: expect.any(String) as string, inputSchema: { json: schema } } }],
      toolChoice: { tool: { name: 'json' } },
    });
    const newest = await encoded({ model: 'anthropic.claude-opus-5-5', output });
    expect(newest.body.system).toEqual([{ text: expect.stringContaining('"json"') as string }]);
    expect(newest.body.toolConfig).not.toHaveProperty('toolChoice');
    const titan = await encoded({ model: 'amazon.titan-text-express-v1', output });
    expect(titan.warned).toEqual(['output']);
    expect(titan.body.messages).toMatchObject([
      { content: [{ text: 'Hi' }, { text: expect.stringContaining('"name"') as string }] },
    ]);
  });

  it('is missed by JSON alone, which is asked for in words', async () => {
    expect((await encoded({ output: { type: 'json' } })).warned).toEqual(['output']);
  });
});
