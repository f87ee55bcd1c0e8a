// OpenAI's chat completions, as OpenAI, Azure and their imitators write them.
import type { Piece } from './answer.ts';
import type { Wire } from './wire.ts';

const MODEL = 'gpt-4.1-2025-04-14';
const CREATED = 1_795_267_200;
const usage = (tokens: number) => ({ prompt_tokens: 12, completion_tokens: tokens, total_tokens: 12 + tokens });
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

export const openaiWire: Wire = {
  stream(pieces) {
    const first = pieces.some((piece) => piece.arguments !== undefined) ? toolCall : { role: 'assistant', content: '' };
    return [
      event(chunk({}, first)),
      ...pieces.map((piece) => event(chunk(piece, delta(piece)))),
      event(chunk({}, {}, pieces.at(-1)?.arguments === undefined ? 'stop' : 'tool_calls')),
      event({ ...chunk({}, {}), choices: [], usage: usage(pieces.length) }),
      'data: [DONE]\n\n',
    ];
  },
  complete(text) {
    return JSON.stringify({
      id: 'chatcmpl-CkSZ8a3qFh0Vv6J1mTn2yXbLwEoRd',
      object: 'chat.completion',
      created: CREATED,
      model: MODEL,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: text, refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        ...usage(24),
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 0,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      service_tier: 'default',
      system_fingerprint: 'fp_3f58d112f7',
    });
  },
};

/** Padding stands where Azure has it: behind the text and in front of other keys. Groq's compound models change the id. */
function chunk(piece: Piece, delta: object, finishReason: string | null = null): object {
  return {
    id: piece.id === undefined ? 'chatcmpl-CkSZ8a3qFh0Vv6J1mTn2yXbLwEoRd' : `chatcmpl-${piece.id}`,
    object: 'chat.completion.chunk',
    created: CREATED,
    model: MODEL,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(piece.padding !== undefined && { obfuscation: piece.padding }),
    service_tier: 'default',
    system_fingerprint: 'fp_3f58d112f7',
    usage: piece.tokens === undefined ? null : usage(piece.tokens),
  };
}

/** DeepSeek has both fields in every delta and null in the one that has nothing to say. */
function delta({ text, reasoning, arguments: piece }: Piece): object {
  if (piece !== undefined) return { tool_calls: [{ index: 0, function: { arguments: piece } }] };
  if (reasoning === undefined) return { content: text };
  return { content: text ?? null, reasoning_content: reasoning };
}

const toolCall = {
  role: 'assistant',
  content: null,
  tool_calls: [{ index: 0, id: 'call_Q7rT2mX', type: 'function', function: { name: 'write', arguments: '' } }],
};
