// What one face writes, the other reads.
import type { ChatChoice, Message } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatArrayFace, chatFace, decodeRequest } from './server/index.ts';
import { asStream, chatRequests, chatResponses } from './testing/arbitraries.ts';
import { codecContext, decodeChat, encodeChat, folded, streamParts } from './testing/codec-context.ts';

const request = { messages: [{ role: 'user' as const, content: 'x' }] };
/** A server knows nothing of where the data came from but the wire. */
const context = codecContext({ origin: {} });

/** A lone plain text is a string, and so it is compared. */
function plain(message: Message): Message {
  const [only] =
    typeof message.content === 'string'
      ? []
      : (message.content as readonly { type: string; text?: string; vendor?: unknown }[]);
  return message.content.length === 1 && only?.type === 'text' && !only.vendor
    ? ({ ...message, content: only.text } as Message)
    : message;
}

describe('requests', () => {
  it('are read as what was written', () => {
    fc.assert(
      fc.property(chatRequests, (asked) => {
        const { body, warnings } = encodeChat(asked, { context });
        const read = decodeRequest(JSON.parse(JSON.stringify(body)), { operation: 'chat', model: 'gemini-3.8-flash' });
        expect(warnings).toEqual([]);
        expect(read).toEqual({ ...asked, messages: asked.messages.map(plain) });
      }),
      { numRuns: 300 },
    );
  });

  it('are written as what was read', () => {
    fc.assert(
      fc.property(chatRequests, (asked) => {
        const { body } = encodeChat(asked, { context });
        expect(
          encodeChat(decodeRequest(body, { operation: 'chat', model: 'gemini-3.8-flash' }), { context }).body,
        ).toEqual(body);
      }),
      { numRuns: 300 },
    );
  });
});

const told = ({ message, finishReason, rawFinishReason }: ChatChoice) => ({
  content: message.content,
  finishReason,
  rawFinishReason,
});

describe('answers', () => {
  it('are read as what was written', () => {
    fc.assert(
      fc.property(chatResponses, (answer) => {
        const read = decodeChat(JSON.parse(JSON.stringify(chatFace.encodeResponse(answer, request))), context);
        expect(read.choices.map(told)).toEqual(answer.choices.map(told));
        expect(read.usage).toMatchObject(answer.usage as object);
      }),
      { numRuns: 300 },
    );
  });

  it('that are streamed say the same, however they are cut', () => {
    fc.assert(
      fc.property(
        chatResponses,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (answer, size, batch, asArray) => {
          const encoder = (asArray ? chatArrayFace : chatFace).streamEncoder(request);
          const parts = asStream(answer);
          let text = '';
          for (let at = 0; at < parts.length; at += batch) text += encoder.parts(parts.slice(at, at + batch));
          text += encoder.end();
          const { parts: read, complete } = streamParts(text, {
            size,
            context,
            contentType: asArray ? 'application/json' : 'text/event-stream',
          });
          expect(complete).toBe(true);
          expect(read.at(-1)?.type).toBe('finish');
          const response = folded(read);
          expect(
            response.choices.map(({ text: words, reasoning, toolCalls, finishReason }) => ({
              words,
              reasoning,
              toolCalls,
              finishReason,
            })),
          ).toEqual(
            answer.choices.map(({ text: words, reasoning, toolCalls, finishReason }) => ({
              words,
              reasoning,
              toolCalls,
              finishReason,
            })),
          );
          expect(response.usage).toMatchObject(answer.usage as object);
        },
      ),
      { numRuns: 300 },
    );
  });
});
