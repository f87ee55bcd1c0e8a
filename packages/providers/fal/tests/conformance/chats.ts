// Vision, and the router: prompts in, texts out; streams tell the whole text again and again.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sseReply } from '@kit/testing';
import { answered, type Mode } from './wire.ts';

export const llava = 'fal-ai/llava-next';
const router = 'openrouter/router';

export function chatsOf(mode: Mode): readonly ChatExchange[] {
  const answer = (model: string, app: string, output: object) => ({
    reply: answered(mode, model, app, { body: { partial: false, ...output } }),
  });
  return [
    {
      name: 'plain text',
      request: { model: llava, messages: [user('Hi')], maxTokens: 20, temperature: 0.5 },
      sent: { prompt: 'Hi', max_tokens: 20, temperature: 0.5 },
      ...answer(llava, llava, { output: 'Hello there' }),
      stream: sseReply(
        { output: 'Hel', partial: true },
        { output: 'Hello the', partial: true },
        { output: 'Hello there', partial: false },
      ),
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        ...(mode === 'queue' && { meta: { requestedModel: llava } }),
      },
    },
    {
      name: 'a picture',
      features: ['vision'],
      request: {
        model: llava,
        messages: [
          user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What colour?' }]),
        ],
      },
      sent: { prompt: 'What colour?', image_url: `data:image/png;base64,${samplePicture}` },
      ...answer(llava, llava, { output: 'Red' }),
      stream: sseReply({ output: 'Red', partial: false }),
      result: { text: 'Red' },
    },
    {
      name: 'through the router, with thoughts',
      features: ['reasoning'],
      request: {
        model: `${router}:google/gemini-2.5-flash`,
        messages: [{ role: 'system', content: 'Be short.' }, user('Think.')],
        reasoning: { effort: 'low' },
      },
      sent: { prompt: 'Think.', system_prompt: 'Be short.', model: 'google/gemini-2.5-flash', reasoning: true },
      ...answer(router, router, {
        output: 'It is two.',
        reasoning: 'One and one.',
        error: null,
        usage: { prompt_tokens: 9, completion_tokens: 7, total_tokens: 16, cost: 0.002 },
      }),
      stream: sseReply(
        { reasoning: 'One', output: '', partial: true },
        { reasoning: 'One and one.', output: 'It is', partial: true },
        {
          reasoning: 'One and one.',
          output: 'It is two.',
          partial: false,
          error: null,
          usage: { prompt_tokens: 9, completion_tokens: 7, total_tokens: 16, cost: 0.002 },
        },
      ),
      result: {
        text: 'It is two.',
        reasoning: 'One and one.',
        usage: { inputTokens: 9, outputTokens: 7 },
        cost: { amount: 0.002, currency: 'USD', source: 'vendor' },
      },
    },
  ];
}
