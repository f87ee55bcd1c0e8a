import type { ChatRequest } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { geminiRules as baseRules } from '../rules.ts';
import { encodeChat } from '../testing/codec-context.ts';

const messages = [{ role: 'user' as const, content: 'Hi' }];
const config = (request: Partial<ChatRequest>) => encodeChat({ messages, ...request }).body.generationConfig;
const features = (request: Partial<ChatRequest>) =>
  encodeChat({ messages, ...request }).warnings.map(({ feature }) => feature);

describe('generationConfig', () => {
  it('has the sampling fields under their names', () => {
    expect(
      config({
        maxTokens: 100,
        temperature: 0,
        topP: 0.5,
        topK: 3,
        seed: 7,
        n: 2,
        stop: 'x',
        presencePenalty: 1,
        frequencyPenalty: -1,
        logprobs: 3,
      }),
    ).toEqual({
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      seed: 7,
      candidateCount: 2,
      stopSequences: ['x'],
      presencePenalty: 1,
      frequencyPenalty: -1,
      responseLogprobs: true,
      logprobs: 3,
    });
    expect(config({ logprobs: true })).toEqual({ responseLogprobs: true });
    expect(config({ logprobs: false })).toBeUndefined();
  });

  it('takes five stop sequences', () => {
    expect(config({ stop: ['1', '2', '3', '4', '5', '6'] })).toEqual({ stopSequences: ['1', '2', '3', '4', '5'] });
    expect(features({ stop: ['1', '2', '3', '4', '5', '6'] })).toEqual(['stop']);
  });

  it('asks for JSON, with the schema as this wire reads it', () => {
    expect(config({ output: { type: 'json' } })).toEqual({ responseMimeType: 'application/json' });
    expect(config({ output: { type: 'text' } })).toBeUndefined();
    const schema = { type: 'object', properties: { kind: { const: 'a' } }, required: ['kind'] };
    expect(config({ output: { type: 'json-schema', schema, name: 'answer', description: 'The answer.' } })).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: {
        title: 'answer',
        description: 'The answer.',
        type: 'object',
        properties: { kind: { enum: ['a'] } },
        required: ['kind'],
      },
    });
  });

  it('warns where a schema loses something', () => {
    expect(features({ output: { type: 'json-schema', schema: { type: 'string', pattern: '^a' } } })).toEqual([
      'output.schema',
    ]);
  });

  it('leaves the form open where tools forbid it', () => {
    const tools = [{ name: 'f' }];
    expect(config({ model: 'gemini-2.5-flash', tools, output: { type: 'json' } })).toBeUndefined();
    expect(features({ model: 'gemini-2.5-flash', tools, output: { type: 'json' } })).toEqual(['output']);
    expect(config({ tools, output: { type: 'json' } })).toEqual({ responseMimeType: 'application/json' });
    expect(features({ tools, toolChoice: 'required', output: { type: 'json' } })).toEqual(['output']);
  });
});

describe('thinking', () => {
  const thinking = (model: string, reasoning: ChatRequest['reasoning']) => {
    const { body, warnings } = encodeChat({ model, messages, reasoning });
    return [
      (body.generationConfig as { thinkingConfig?: unknown } | undefined)?.thinkingConfig,
      warnings.map(({ feature }) => feature),
    ];
  };

  it.each([
    ['gemini-3.8-flash', { effort: 'low' }, { thinkingLevel: 'low', includeThoughts: true }, []],
    ['gemini-3.8-flash', { effort: 'none' }, { thinkingLevel: 'minimal' }, ['reasoning.effort']],
    ['gemini-3.1-pro-preview', { effort: 'none' }, { thinkingLevel: 'low' }, ['reasoning.effort']],
    [
      'gemini-3-pro-preview',
      { effort: 'medium' },
      { thinkingLevel: 'high', includeThoughts: true },
      ['reasoning.effort'],
    ],
    ['gemini-4-argon', { effort: 'xhigh' }, { thinkingLevel: 'high', includeThoughts: true }, ['reasoning.effort']],
    ['gemini-4-hydrogen', { effort: 'xhigh' }, { thinkingLevel: 'xhigh', includeThoughts: true }, []],
    ['gemini-4-hydrogen', { effort: 'max' }, { thinkingLevel: 'xhigh', includeThoughts: true }, []],
    ['gemini-4-argon', { effort: 'sideways' }, { thinkingLevel: 'sideways', includeThoughts: true }, []],
    [
      'gemini-4-argon',
      { budgetTokens: 5000 },
      { thinkingLevel: 'medium', includeThoughts: true },
      ['reasoning.budgetTokens'],
    ],
    [
      'gemini-4-argon',
      { budgetTokens: 0 },
      { thinkingLevel: 'low', includeThoughts: true },
      ['reasoning.budgetTokens'],
    ],
    [
      'gemini-4-argon',
      { budgetTokens: 30000 },
      { thinkingLevel: 'high', includeThoughts: true },
      ['reasoning.budgetTokens'],
    ],
    ['gemini-4-argon', { budgetTokens: -1 }, { includeThoughts: true }, []],
    [
      'gemini-4-argon',
      { budgetTokens: 500, effort: 'high' },
      { thinkingLevel: 'high', includeThoughts: true },
      ['reasoning.budgetTokens'],
    ],
    ['gemini-4-argon', {}, { includeThoughts: true }, []],
    ['gemini-4-argon', { summary: 'none' }, undefined, []],
    ['gemini-2.5-flash', { effort: 'medium' }, { thinkingBudget: 8192, includeThoughts: true }, []],
    ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }, []],
    ['gemini-2.5-flash', { budgetTokens: -1, summary: 'none' }, { thinkingBudget: -1 }, []],
    [
      'gemini-2.5-flash',
      { budgetTokens: 99999 },
      { thinkingBudget: 24576, includeThoughts: true },
      ['reasoning.budgetTokens'],
    ],
    [
      'gemini-2.5-flash',
      { budgetTokens: 100, effort: 'high' },
      { thinkingBudget: 100, includeThoughts: true },
      ['reasoning.effort'],
    ],
    ['gemini-2.5-flash', { effort: 'sideways' }, { includeThoughts: true }, ['reasoning.effort']],
    ['gemini-2.5-flash', {}, { includeThoughts: true }, []],
    ['gemini-2.5-pro', { effort: 'none' }, { thinkingBudget: 128 }, ['reasoning.effort']],
    ['gemini-2.5-pro', { effort: 'max' }, { thinkingBudget: 32768, includeThoughts: true }, []],
    ['gemini-2.0-flash', { effort: 'high' }, undefined, ['reasoning']],
    ['gemini-2.0-flash', { effort: 'none' }, undefined, []],
  ] as const)('%s %j', (model, reasoning, expected, warned) => {
    expect(thinking(model, reasoning)).toEqual([expected, warned]);
  });

  it('is the vendor option alone where one is given', () => {
    const { body, warnings } = encodeChat({
      messages,
      reasoning: { budgetTokens: 1 },
      vendor: { google: { generationConfig: { thinkingConfig: { thinkingBudget: 99 } } } },
    });
    expect(body.generationConfig).toEqual({ thinkingConfig: { thinkingBudget: 99 } });
    expect(warnings).toEqual([]);
  });
});

describe('tools', () => {
  const tools = [
    { name: 'f', description: 'Does f.', parameters: { type: 'object', properties: { a: { type: 'string' } } } },
  ];

  it('declares functions with JSON Schema', () => {
    expect(encodeChat({ messages, tools }).body.tools).toEqual([
      {
        functionDeclarations: [
          {
            name: 'f',
            description: 'Does f.',
            parametersJsonSchema: { type: 'object', properties: { a: { type: 'string' } } },
          },
        ],
      },
    ]);
  });

  it('puts hosted tools beside them from Gemini 3 on', () => {
    const hosted = [
      { type: 'hosted' as const, name: 'google_search' },
      { type: 'hosted' as const, name: 'fileSearch', options: { fileSearchStoreNames: ['x'] } },
    ];
    const mixed = encodeChat({ messages, tools: [...tools, ...hosted] });
    expect(mixed.body.tools).toEqual([
      { functionDeclarations: [expect.objectContaining({ name: 'f' })] },
      { googleSearch: {} },
      { fileSearch: { fileSearchStoreNames: ['x'] } },
    ]);
    expect(mixed.body.toolConfig).toEqual({ includeServerSideToolInvocations: true });
    const old = encodeChat({ model: 'gemini-2.5-flash', messages, tools: [...tools, ...hosted] });
    expect(old.body.tools).toHaveLength(1);
    expect(old.warnings).toEqual([expect.objectContaining({ feature: 'tools' })]);
    expect(encodeChat({ model: 'gemini-2.5-flash', messages, tools: hosted }).body.tools).toHaveLength(2);
  });

  it.each([
    ['auto', undefined],
    ['none', { functionCallingConfig: { mode: 'NONE' } }],
    ['required', { functionCallingConfig: { mode: 'ANY' } }],
    [{ name: 'f' }, { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } }],
  ] as const)('choice %j', (toolChoice, expected) => {
    expect(encodeChat({ messages, tools, toolChoice }).body.toolConfig).toEqual(expected);
  });

  it('holds arguments to their schema where that is asked for and possible', () => {
    const strict = [{ ...tools[0], name: 'f', strict: true }];
    expect(encodeChat({ messages, tools: strict }).body.toolConfig).toEqual({
      functionCallingConfig: { mode: 'VALIDATED' },
    });
    expect(features({ model: 'gemini-2.0-flash', tools: strict })).toEqual(['tools']);
  });

  it('warns about parallel calls that shall not be, and about cache marks', () => {
    expect(features({ tools: [{ ...tools[0], name: 'f', cache: true }], parallelToolCalls: false }).sort()).toEqual([
      'cache',
      'parallelToolCalls',
    ]);
  });

  it('lets the vendor fields of a function replace its schema', () => {
    const { body } = encodeChat({
      messages,
      tools: [
        {
          name: 'f',
          parameters: { type: 'object' },
          vendor: { gemini: { parameters: { type: 'OBJECT' }, behavior: 'BLOCKING' } },
        },
      ],
    });
    expect(body.tools).toEqual([
      { functionDeclarations: [{ name: 'f', parameters: { type: 'OBJECT' }, behavior: 'BLOCKING' }] },
    ]);
  });
});

describe('the rest of the request', () => {
  it('merges vendor fields last', () => {
    const { body } = encodeChat({
      messages,
      temperature: 1,
      vendor: {
        google: { safetySettings: [], generationConfig: { responseModalities: ['TEXT'] }, toolConfig: { x: 1 } },
        gemini: { ignored: true },
      },
    });
    expect(body).toMatchObject({
      safetySettings: [],
      generationConfig: { temperature: 1, responseModalities: ['TEXT'] },
      toolConfig: { x: 1 },
    });
    expect(body).not.toHaveProperty('ignored');
  });

  it('knows service tiers', () => {
    expect(encodeChat({ messages, serviceTier: 'flex' }).body.serviceTier).toBe('flex');
    expect(encodeChat({ messages, serviceTier: 'default' }).body.serviceTier).toBe('standard');
    expect(encodeChat({ messages, serviceTier: 'auto' }).body.serviceTier).toBeUndefined();
    const vertex = encodeChat(
      { messages, serviceTier: 'flex' },
      { dialect: { serviceTier: (tier) => ({ 'x-tier': tier }) } },
    );
    expect(vertex.body.serviceTier).toBeUndefined();
    expect(vertex.headers).toEqual({ 'x-tier': 'flex' });
  });

  it('sends metadata as labels where there are some', () => {
    expect(features({ metadata: { team: 'a' }, user: 'u', promptCache: { key: 'k' } })).toEqual([
      'metadata',
      'user',
      'promptCache',
    ]);
    expect(encodeChat({ messages, metadata: { team: 'a' } }, { dialect: { labels: true } }).body.labels).toEqual({
      team: 'a',
    });
  });

  it('leaves out what a cached prefix holds already', () => {
    const { body, warnings } = encodeChat({
      messages: [{ role: 'system', content: 'S' }, ...messages],
      tools: [{ name: 'f' }],
      toolChoice: 'required',
      vendor: { google: { cachedContent: 'cachedContents/1' } },
    });
    expect(Object.keys(body).sort()).toEqual(['cachedContent', 'contents']);
    expect(warnings.map(({ feature }) => feature)).toEqual(['systemInstruction', 'tools', 'toolConfig']);
  });

  it('refuses penalties only where the model does', () => {
    const refusing = (model: string | undefined) => ({ ...baseRules(model), penalties: false });
    const { body, warnings } = encodeChat({ messages, presencePenalty: 1 }, { dialect: { rules: refusing } });
    expect(body.generationConfig).toBeUndefined();
    expect(warnings).toEqual([expect.objectContaining({ feature: 'presencePenalty' })]);
  });
});
