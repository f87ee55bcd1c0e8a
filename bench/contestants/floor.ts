// The floor: the plain client that a good engineer writes by hand, and nothing more. undici's request, eventsource-parser,
// JSON.parse for each event, and the text picked out of it.
import { createParser } from 'eventsource-parser';
import { request } from 'undici';
import type { WireName } from '../server/wire.ts';
import { type Connect, endpoint, type Setting } from './contestant.ts';
import { headers, requestBody } from './hand-written.ts';

export const connect: Connect = (setting) => {
  const { pick, read } = wires[setting.wire];
  return Promise.resolve({
    async stream(prompt, onText) {
      const answer = new Answer(onText);
      const body = await post(setting, prompt, true);
      const decoder = new TextDecoder();
      const parser = createParser({
        onEvent({ data }) {
          if (data !== '[DONE]') pick(JSON.parse(data) as never, answer);
        },
      });
      for await (const bytes of body) parser.feed(decoder.decode(bytes as Buffer, { stream: true }));
      return answer.reading;
    },
    async call(prompt) {
      const body = await post(setting, prompt, false);
      return { text: read((await body.json()) as never).length, reasoning: 0, arguments: 0 };
    },
  });
};

async function post(setting: Setting, prompt: string, streamed: boolean) {
  const { statusCode, body } = await request(endpoint(setting, streamed), {
    method: 'POST',
    headers,
    body: requestBody(setting, prompt, streamed),
  });
  if (statusCode !== 200) throw new Error(`status ${statusCode}: ${await body.text()}`);
  return body;
}

/** Sums up what was picked. */
class Answer {
  #text = 0;
  #reasoning = 0;
  #arguments = '';
  #onText: (() => void) | undefined;

  constructor(onText: (() => void) | undefined) {
    this.#onText = onText;
  }

  text(piece: string): void {
    this.#text += piece.length;
    this.#onText?.();
    this.#onText = undefined;
  }

  reasoning(piece: string): void {
    this.#reasoning += piece.length;
  }

  arguments(piece: string): void {
    this.#arguments += piece;
  }

  get reading() {
    // A tool can only be called with parsed arguments.
    if (this.#arguments !== '') JSON.parse(this.#arguments);
    return { text: this.#text, reasoning: this.#reasoning, arguments: this.#arguments.length };
  }
}

interface Dialect {
  readonly pick: (event: never, answer: Answer) => void;
  readonly read: (reply: never) => string;
}

interface OpenaiChunk {
  choices: {
    delta: {
      content?: string | null;
      reasoning_content?: string | null;
      tool_calls?: { function: { arguments: string } }[];
    };
  }[];
}
interface AnthropicEvent {
  type: string;
  delta: { text?: string; thinking?: string; partial_json?: string };
}
interface GeminiReply {
  candidates: { content: { parts: { text: string; thought?: boolean }[] } }[];
}

const openai = {
  pick({ choices }: OpenaiChunk, answer: Answer) {
    const delta = choices[0]?.delta;
    if (!delta) return;
    if (delta.content) answer.text(delta.content);
    if (delta.reasoning_content) answer.reasoning(delta.reasoning_content);
    if (delta.tool_calls) for (const call of delta.tool_calls) answer.arguments(call.function.arguments);
  },
  read: ({ choices }: { choices: { message: { content: string } }[] }) => choices[0]?.message.content ?? '',
};

const anthropic = {
  pick({ type, delta }: AnthropicEvent, answer: Answer) {
    if (type !== 'content_block_delta') return;
    if (delta.text !== undefined) answer.text(delta.text);
    else if (delta.thinking !== undefined) answer.reasoning(delta.thinking);
    else if (delta.partial_json !== undefined) answer.arguments(delta.partial_json);
  },
  read: ({ content }: { content: { text: string }[] }) => content.map(({ text }) => text).join(''),
};

const gemini = {
  pick({ candidates }: GeminiReply, answer: Answer) {
    for (const { text, thought } of candidates[0]?.content.parts ?? []) {
      if (thought) answer.reasoning(text);
      else if (text !== '') answer.text(text);
    }
  },
  read: ({ candidates }: GeminiReply) => candidates[0]?.content.parts.map(({ text }) => text).join('') ?? '',
};

const wires: Readonly<Record<WireName, Dialect>> = { openai, anthropic, gemini };
