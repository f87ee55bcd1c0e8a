import { type AssistantPart, chatResponse, type ResponseMeta } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { decodeRequest } from './decode-request.ts';
import { encodeResponse } from './encode-response.ts';
import { packToken, unpackToken } from './packed-tokens.ts';

const gemini = { wire: 'gemini', provider: 'google', model: 'gemini-4' };
const meta: ResponseMeta = { provider: 'google', timings: {}, attempts: [] };

describe("another vendor's tokens", () => {
  it('travel through clients of this wire and come back to their parts', () => {
    const content: AssistantPart[] = [
      { type: 'reasoning', text: 'hm', vendor: { origin: gemini, data: { thoughtSignature: 'a' } } },
      { type: 'text', text: 'Hello', vendor: { origin: gemini, data: { thoughtSignature: 'b' } } },
      {
        type: 'tool-call',
        id: 't',
        name: 'add',
        arguments: '{}',
        input: {},
        vendor: { origin: gemini, data: { thoughtSignature: 'c' } },
      },
      { type: 'vendor', vendor: { origin: gemini, data: { opaque: true } } },
    ];
    const response = chatResponse({
      choices: [{ message: { role: 'assistant', content }, finishReason: 'tool-calls' }],
      meta,
    });
    const reply = encodeResponse(response, { messages: [] }) as { content: { type: string }[] };
    expect(reply.content.map(({ type }) => type)).toEqual([
      'thinking',
      'text',
      'redacted_thinking',
      'tool_use',
      'redacted_thinking',
      'redacted_thinking',
    ]);
    const { messages } = decodeRequest({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: reply.content },
      ],
    });
    expect(messages[1]?.content).toEqual(content);
  });

  it("are told from the vendor's own", () => {
    expect(unpackToken('EqQBCkYIARgCKkA=')).toBeUndefined();
    expect(unpackToken('kit1.')).toBeUndefined();
    expect(unpackToken('kit1.§')).toBeUndefined();
    expect(unpackToken(`kit1.${btoa('{"origin":{},"data":1}')}`)).toBeUndefined();
    expect(unpackToken(packToken({ origin: gemini, data: 'ü' }))).toEqual({
      vendor: { origin: gemini, data: 'ü' },
      attach: false,
    });
  });
});
