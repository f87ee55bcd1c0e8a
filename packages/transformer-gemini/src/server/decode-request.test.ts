import { isKitError } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { encodeChat } from '../testing/codec-context.ts';
import { decodeRequest } from './index.ts';
import { sameRequest } from './same-json.ts';

const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
const decode = (body: object, model = 'gemini-3.8-flash') =>
  decodeRequest({ contents, ...body }, { operation: 'chat', model });
const again = (body: object, model?: string) => encodeChat(decode(body, model)).body;
const image = { inlineData: { mimeType: 'image/png', data: 'AQID' } };

describe('a request', () => {
  it('becomes a unified one', () => {
    expect(
      decode({
        systemInstruction: { role: 'user', parts: [{ text: 'Be brief.' }] },
        contents: [
          { role: 'user', parts: [{ text: 'Weather?' }, image] },
          {
            role: 'model',
            parts: [
              { text: 'Hm.', thought: true },
              { functionCall: { id: 'a', name: 'f', args: { city: 'Rome' } }, thoughtSignature: 's' },
            ],
          },
          { role: 'user', parts: [{ functionResponse: { id: 'a', name: 'f', response: { output: 'hot' } } }] },
        ],
        tools: [
          {
            functionDeclarations: [
              {
                name: 'f',
                description: 'd',
                parameters: { type: 'OBJECT', properties: { city: { type: 'STRING', nullable: true } } },
              },
            ],
          },
          { googleSearch: {} },
        ],
        toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
        generationConfig: {
          maxOutputTokens: 100,
          temperature: 0.5,
          topP: 0.9,
          topK: 40,
          stopSequences: ['END'],
          seed: 1,
          candidateCount: 2,
          presencePenalty: 0.1,
          frequencyPenalty: 0.2,
          responseLogprobs: true,
          logprobs: 2,
          thinkingConfig: { thinkingLevel: 'low', includeThoughts: true },
        },
        serviceTier: 'flex',
      }),
    ).toEqual({
      model: 'gemini-3.8-flash',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Weather?' },
            { type: 'image', source: { data: 'AQID', mediaType: 'image/png' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm.' },
            {
              type: 'tool-call',
              id: 'a',
              name: 'f',
              arguments: '{"city":"Rome"}',
              input: { city: 'Rome' },
              vendor: { origin: { wire: 'gemini' }, data: { id: 'a', thoughtSignature: 's' } },
            },
          ],
        },
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'a', toolName: 'f', content: 'hot' }] },
      ],
      tools: [
        {
          name: 'f',
          description: 'd',
          parameters: { type: 'object', properties: { city: { type: ['string', 'null'] } } },
          vendor: { gemini: { parameters: expect.anything() } },
        },
        { type: 'hosted', name: 'googleSearch', options: {} },
      ],
      toolChoice: { name: 'f' },
      maxTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stop: ['END'],
      seed: 1,
      n: 2,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      logprobs: 2,
      reasoning: { effort: 'low', summary: 'auto' },
      serviceTier: 'flex',
    });
  });

  it('may be spelled with underscores, and with lone objects for lists', () => {
    const request = decodeRequest({
      contents: { parts: { inline_data: { mime_type: 'image/png', data: 'AQID' } } },
      system_instruction: { parts: { text: 'Be brief.' } },
      generation_config: {
        max_output_tokens: '5',
        response_mime_type: 'application/json',
        response_schema: {
          type: 'OBJECT',
          property_ordering: ['a'],
          properties: { a: { any_of: [{ type: 'STRING' }] } },
        },
      },
      tools: { function_declarations: { name: 'f', parameters_json_schema: { type: 'object' } } },
      tool_config: { function_calling_config: { mode: 'none' } },
      cached_content: 'cachedContents/1',
    });
    expect(request).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'image', source: { data: 'AQID', mediaType: 'image/png' } }] },
      ],
      maxTokens: 5,
      output: {
        type: 'json-schema',
        schema: { type: 'object', propertyOrdering: ['a'], properties: { a: { anyOf: [{ type: 'string' }] } } },
      },
      tools: [{ name: 'f', parameters: { type: 'object' } }],
      toolChoice: 'none',
      vendor: { gemini: { cachedContent: 'cachedContents/1' } },
    });
  });

  it.each([
    [{ contents: undefined }, 'contents'],
    [{ contents: [] }, 'contents'],
    [{ contents: [1] }, 'contents[0]'],
    [{ contents: [{ role: 'invalid', parts: [] }] }, 'contents[0].role'],
    [{ contents: [{ parts: ['x'] }] }, 'contents[0].parts[0]'],
    [{ contents: [{ role: 'model', parts: [{ functionCall: {} }] }] }, 'contents[0].parts[0].functionCall.name'],
    [
      { contents: [{ role: 'model', parts: [{ functionCall: { name: 'f', args: 1 } }] }] },
      'contents[0].parts[0].functionCall.args',
    ],
    [
      { contents: [{ parts: [{ functionResponse: { name: 'f', response: 1 } }] }] },
      'contents[0].parts[0].functionResponse.response',
    ],
    [{ contents: [{ parts: [{ inlineData: { mimeType: 'image/png' } }] }] }, 'contents[0].parts[0].inlineData.data'],
    [{ contents: [{ parts: [{ fileData: {} }] }] }, 'contents[0].parts[0].fileData.fileUri'],
    [{ systemInstruction: 1 }, 'systemInstruction'],
    [{ generationConfig: 1 }, 'generationConfig'],
    [{ generationConfig: { temperature: 'warm' } }, 'generationConfig.temperature'],
    [{ generationConfig: { topK: 1.5 } }, 'generationConfig.topK'],
    [{ generationConfig: { stopSequences: [1] } }, 'generationConfig.stopSequences[0]'],
    [{ generationConfig: { responseMimeType: 1 } }, 'generationConfig.responseMimeType'],
    [{ generationConfig: { responseMimeType: 'application/json', responseSchema: 1 } }, 'responseSchema'],
    [{ tools: [1] }, 'tools[0]'],
    [{ tools: [{ functionDeclarations: [{}] }] }, 'tools[0].functionDeclarations[0].name'],
    [{ serviceTier: 1 }, 'serviceTier'],
  ])('%j is refused by its field', (body, field) => {
    try {
      decode(body as object);
      expect.unreachable();
    } catch (error) {
      expect(isKitError(error, 'invalid-request') && error.field).toBe(field);
    }
  });

  it('that is no object is refused', () => {
    expect(() => decodeRequest('x')).toThrow(expect.objectContaining({ code: 'invalid-request', field: 'request' }));
  });

  it('for counting may be bare or whole', () => {
    expect(decodeRequest({ contents }, { operation: 'countTokens', model: 'models/m' })).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(
      decodeRequest({ generateContentRequest: { model: 'models/m', contents } }, { operation: 'countTokens' }),
    ).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] });
  });
});

describe('a request sent on over this wire says the same', () => {
  const model = (parts: object[]) => ({ role: 'model', parts });
  const user = (...parts: object[]) => ({ role: 'user', parts });
  it.each<[string, object, string?]>([
    ['contents of one role', { contents: [user({ text: 'a' }), user({ text: 'b' })] }],
    ['a model turn first', { contents: [model([{ text: 'a' }]), user({ text: 'b' })] }],
    ['a prefill', { contents: [user({ text: 'a' }), model([{ text: 'b' }])] }, 'gemini-2.5-flash'],
    [
      'signatures',
      {
        contents: [
          user({ text: 'a' }),
          model([
            { text: 'b', thoughtSignature: 's' },
            { thoughtSignature: 't' },
            { text: '', thoughtSignature: 'u' },
            { text: 'c', thought: true, thoughtSignature: 'v' },
          ]),
          user({ text: 'd' }),
        ],
      },
    ],
    [
      'calls with and without ids',
      {
        contents: [
          user({ text: 'a' }),
          model([{ functionCall: { id: 'x', name: 'f', args: {} } }, { functionCall: { name: 'g', args: { a: 1 } } }]),
          user(
            { functionResponse: { id: 'x', name: 'f', response: { result: 1 } } },
            { functionResponse: { name: 'g', response: { error: 'no' } } },
          ),
        ],
      },
      'gemini-2.5-flash',
    ],
    [
      'calls without arguments',
      {
        contents: [
          user({ text: 'a' }),
          model([{ functionCall: { name: 'f' } }]),
          user({ functionResponse: { name: 'f' } }),
        ],
      },
      'gemini-2.5-flash',
    ],
    [
      'results with ids of their own',
      {
        contents: [
          user({ text: 'a' }),
          model([{ functionCall: { name: 'f', args: {} } }]),
          user({ functionResponse: { id: 'z', name: 'f', response: {} } }),
        ],
      },
      'gemini-2.5-flash',
    ],
    [
      'results that forgot their id',
      {
        contents: [
          user({ text: 'a' }),
          model([{ functionCall: { id: 'q', name: 'f', args: {} } }]),
          user({ functionResponse: { name: 'f', response: { output: [1] } } }),
        ],
      },
    ],
    [
      'results of nobody',
      { contents: [user({ functionResponse: { name: 'f', response: { error: { a: 1 } }, scheduling: 'SILENT' } })] },
    ],
    [
      'results with media',
      {
        contents: [
          user({ text: 'a' }),
          model([{ functionCall: { id: 'q', name: 'f', args: {} } }]),
          user({
            functionResponse: {
              id: 'q',
              name: 'f',
              response: {},
              parts: [image, { fileData: { fileUri: 'https://x.example/1.png', mimeType: 'image/png' } }],
            },
          }),
        ],
      },
    ],
    [
      'results and words in one content',
      {
        contents: [
          user({ text: 'a' }),
          model([{ functionCall: { id: 'q', name: 'f', args: {} } }]),
          user(
            { text: 'before' },
            { functionResponse: { id: 'q', name: 'f', response: { output: 'x' } } },
            { text: 'after' },
            image,
          ),
        ],
      },
    ],
    [
      'media with more to say',
      {
        contents: [
          user(
            { inlineData: { mimeType: 'image/png', data: 'A-_B', displayName: 'a.png' } },
            { fileData: { fileUri: 'https://x.example/a.mp4' }, videoMetadata: { fps: 2 } },
            { fileData: { fileUri: 'https://youtu.be/x' } },
            { ...image, mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' } },
            { inlineData: { data: 'AQID' } },
          ),
        ],
      },
    ],
    [
      'parts that are not known',
      {
        contents: [
          user({ somethingNew: 1 }),
          model([
            { executableCode: { language: 'PYTHON', code: '1' } },
            { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
            { toolCall: { toolType: 'X', id: '1' }, thoughtSignature: 's' },
            { other: true },
          ]),
          user({ text: 'b' }),
        ],
      },
    ],
    ['empty texts', { contents: [user({ text: '' }, { text: 'a' }), model([{ text: '' }]), user({ text: 'b' })] }],
    ['a system instruction of several texts', { systemInstruction: { parts: [{ text: 'a' }, { text: 'b' }] } }],
    ['a lone object for parts', { systemInstruction: { parts: { text: 'a' } } }],
    ['an empty system instruction', { systemInstruction: { parts: { text: '' } } }],
    ['a system instruction with more than text', { systemInstruction: { parts: [{ text: 'a' }, image] } }],
    [
      'tools in several groups',
      {
        tools: [{ functionDeclarations: [{ name: 'f' }] }, { functionDeclarations: [{ name: 'g' }], googleSearch: {} }],
        toolConfig: { includeServerSideToolInvocations: true },
      },
    ],
    [
      'tools mixed for an older model',
      { tools: [{ functionDeclarations: [{ name: 'f' }] }, { googleSearch: {} }] },
      'gemini-2.5-flash',
    ],
    [
      'schemas with keywords of their own',
      {
        tools: [
          {
            functionDeclarations: [
              {
                name: 'f',
                description: '',
                parameters: {
                  type: 'OBJECT',
                  properties: { a: { type: 'STRING', pattern: '^a', nullable: true, format: 'enum', enum: ['a'] } },
                  required: [],
                },
                response: { type: 'STRING' },
              },
            ],
          },
        ],
      },
    ],
    [
      'JSON Schema as it is',
      {
        tools: [
          {
            functionDeclarations: [
              {
                name: 'f',
                parametersJsonSchema: { type: 'object', properties: { a: { const: 1, default: 1 } }, $schema: 'x' },
              },
            ],
          },
        ],
      },
    ],
    [
      'several allowed functions',
      {
        tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }] }],
        toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f', 'g'] } },
      },
    ],
    [
      'no allowed function',
      {
        tools: [{ googleSearch: {} }],
        toolConfig: {
          functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [] },
          retrievalConfig: { languageCode: 'de' },
        },
      },
    ],
    [
      'validated calls',
      {
        tools: [{ functionDeclarations: [{ name: 'f' }] }],
        toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } },
      },
    ],
    ['a level in capitals', { generationConfig: { thinkingConfig: { thinkingLevel: 'HIGH', includeThoughts: true } } }],
    [
      'a budget for a model with levels',
      { generationConfig: { thinkingConfig: { thinkingBudget: 4096, includeThoughts: false } } },
    ],
    ['no thinking', { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }, 'gemini-2.5-flash'],
    [
      'thinking as the model likes',
      { generationConfig: { thinkingConfig: { includeThoughts: true } } },
      'gemini-2.5-flash',
    ],
    [
      'JSON beside functions for an older model',
      {
        tools: [{ functionDeclarations: [{ name: 'f' }] }],
        generationConfig: { responseMimeType: 'application/json', responseSchema: { type: 'STRING' } },
      },
      'gemini-2.5-flash',
    ],
    [
      'enum output',
      { generationConfig: { responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING', enum: ['a'] } } },
    ],
    [
      'everything else',
      {
        safetySettings: [{ category: 'X', threshold: 'BLOCK_NONE' }],
        labels: { a: 'b' },
        cachedContent: 'cachedContents/1',
        store: true,
        continuationToken: 't',
        generationConfig: {
          responseModalities: ['AUDIO'],
          speechConfig: { languageCode: 'de' },
          mediaResolution: 'MEDIA_RESOLUTION_LOW',
          stopSequences: [],
        },
      },
    ],
  ])('%s', (_, body, name) => {
    const sent = { contents, ...body };
    const result = again(body, name);
    // Not only the fields that were sent: nothing may be added either.
    expect(sameRequest(sent, result), JSON.stringify(result, null, 1)).toBe(true);
  });
});
