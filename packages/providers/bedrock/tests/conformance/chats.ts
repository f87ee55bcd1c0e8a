// Chats over Converse, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import { answer, counted, model } from './wire.ts';

const call = (toolUseId: string, zone: string) => ({ toolUse: { toolUseId, name: 'clock', input: { zone } } });
const asked = (id: string, zone: string) => ({ id, name: 'clock', input: { zone } });

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200 },
    sent: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }], inferenceConfig: { maxTokens: 200 } },
    ...answer([{ text: 'Hello there, Grüße' }], 'end_turn'),
    result: {
      text: 'Hello there, Grüße',
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage: counted,
      meta: { requestedModel: model, model },
    },
  },
  {
    name: 'thoughts and tool calls',
    features: ['tools', 'parallel-tools', 'reasoning'],
    request: {
      model,
      messages: [user('What time is it in Graz and in Linz?')],
      tools: [sampleTool],
      reasoning: { budgetTokens: 2_000 },
    },
    sent: {
      toolConfig: { tools: [{ toolSpec: { name: 'clock', inputSchema: { json: sampleTool.parameters } } }] },
      additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    },
    ...answer(
      [
        { reasoningContent: { reasoningText: { text: 'Let me see.', signature: 'c2lnbmF0dXJl' } } },
        { reasoningContent: { redactedContent: 'cmVkYWN0ZWQ=' } },
        { text: 'Let me look.' },
        call('t1', 'Graz'),
        call('t2', 'Linz'),
      ],
      'tool_use',
    ),
    result: {
      text: 'Let me look.',
      reasoning: 'Let me see.',
      toolCalls: [asked('t1', 'Graz'), asked('t2', 'Linz')],
      finishReason: 'tool-calls',
      rawFinishReason: 'tool_use',
    },
    echoed: ['c2lnbmF0dXJl', 'cmVkYWN0ZWQ=', 't1', 't2'],
  },
  {
    name: 'a tool that must be called',
    features: ['tools'],
    request: { model, messages: [user('What time is it?')], tools: [sampleTool], toolChoice: { name: 'clock' } },
    sent: { toolConfig: { toolChoice: { tool: { name: 'clock' } } } },
    ...answer([call('t1', 'UTC')], 'tool_use'),
    result: { text: '', toolCalls: [asked('t1', 'UTC')], finishReason: 'tool-calls' },
    echoed: ['t1'],
  },
  {
    name: 'a picture',
    features: ['vision'],
    request: {
      model,
      messages: [
        user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What colour?' }]),
      ],
    },
    sent: {
      messages: [
        {
          role: 'user',
          content: [{ image: { format: 'png', source: { bytes: samplePicture } } }, { text: 'What colour?' }],
        },
      ],
    },
    ...answer([{ text: 'Red' }], 'end_turn'),
    result: { text: 'Red', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: {
      model,
      messages: [user('Where is the Colosseum?')],
      output: { type: 'json-schema', name: 'place', schema: sampleSchema },
    },
    sent: { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'place' } } } } },
    ...answer([{ text: '{"city":"Rome"}' }], 'end_turn'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'sources',
    features: ['citations'],
    request: {
      model,
      messages: [
        user([
          { type: 'file', source: { data: 'T3NsbyB3b24u', mediaType: 'text/plain' }, name: 'News', citations: true },
          { type: 'text', text: 'Who won?' },
        ]),
      ],
    },
    sent: {
      messages: [
        {
          role: 'user',
          content: [
            {
              document: {
                format: 'txt',
                name: 'News',
                source: { bytes: 'T3NsbyB3b24u' },
                citations: { enabled: true },
              },
            },
            { text: 'Who won?' },
          ],
        },
      ],
    },
    ...answer(
      [
        {
          citationsContent: {
            content: [{ text: 'Oslo won.' }],
            citations: [
              {
                title: 'News',
                sourceContent: [{ text: 'Oslo won.' }],
                location: { documentChar: { documentIndex: 0, start: 0, end: 9 } },
              },
            ],
          },
        },
      ],
      'end_turn',
    ),
    result: {
      text: 'Oslo won.',
      citations: [
        { title: 'News', quote: 'Oslo won.', documentIndex: 0, location: { unit: 'character', start: 0, end: 9 } },
      ],
    },
  },
  {
    name: 'a guardrail',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    ...answer([{ text: 'Sorry, I cannot.' }], 'guardrail_intervened'),
    result: { text: 'Sorry, I cannot.', finishReason: 'content-filter', rawFinishReason: 'guardrail_intervened' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    ...answer([{ text: '1, 2, 3' }], 'max_tokens'),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'max_tokens' },
  },
];
