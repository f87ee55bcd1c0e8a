// A model whose every answer a test decides: complete and streamed, through the same script.
import {
  type CallContext,
  type ChatRequest,
  chatResponse,
  defineProvider,
  type FinishReason,
  type JsonValue,
  type Provider,
  parseToolArguments,
  type StreamPart,
  type ToolCallPart,
  type Usage,
} from '@kit/core';

export interface ScriptedAnswer {
  readonly text?: string;
  /** `arguments` is JSON text, perhaps broken; `input` is put into JSON. */
  readonly calls?: readonly {
    readonly name: string;
    readonly input?: JsonValue;
    readonly arguments?: string;
    readonly id?: string;
  }[];
  readonly finishReason?: FinishReason;
  readonly usage?: Usage | null;
  readonly cost?: number;
  /** The stream breaks after its text. */
  readonly breaks?: Error;
}

export type Script = (
  request: ChatRequest,
  turn: number,
  context: CallContext,
) => string | ScriptedAnswer | Promise<string | ScriptedAnswer>;

export interface ScriptedModel {
  readonly provider: Provider<'chat' | 'stream'>;
  /** What was asked, in order. */
  readonly requests: readonly ChatRequest[];
  readonly contexts: readonly CallContext[];
}

/** An array is the answers in their order; the last is repeated. */
export function scriptedModel(script: Script | readonly (string | ScriptedAnswer)[]): ScriptedModel {
  const requests: ChatRequest[] = [];
  const contexts: CallContext[] = [];
  const think: Script =
    typeof script === 'function' ? script : (_request, turn) => script[Math.min(turn, script.length) - 1] ?? '';
  const answerTo = async (request: ChatRequest, context: CallContext) => {
    requests.push(request);
    contexts.push(context);
    return whole(await think(request, requests.length, context), requests.length);
  };
  const provider = defineProvider({
    id: 'scripted',
    model: 'm-1',
    operations: {
      chat: async (request: ChatRequest, context: CallContext) => {
        const { breaks, content, finishReason, usage, cost } = await answerTo(request, context);
        if (breaks) throw breaks;
        const message = { role: 'assistant' as const, content };
        return chatResponse({ choices: [{ message, finishReason }], usage, cost });
      },
      stream: async function* (request: ChatRequest, context: CallContext): AsyncGenerator<StreamPart> {
        const { breaks, content, finishReason, usage, cost } = await answerTo(request, context);
        for (const [index, part] of content.entries()) {
          if (part.type === 'text') for (const piece of pieces(part.text)) yield { type: 'text', index, text: piece };
          else yield* streamedCall(part, index);
        }
        if (breaks) throw breaks;
        yield { type: 'finish', finishReason, ...(usage && { usage }), ...(cost && { cost }) };
      },
    },
  });
  return { provider, requests, contexts };
}

function* streamedCall(call: ToolCallPart, index: number): Generator<StreamPart> {
  const { id, name } = call;
  yield { type: 'tool-call-start', index, id, name };
  for (const delta of pieces(call.arguments)) yield { type: 'tool-call-delta', index, id, delta };
  yield { ...call, index };
}

function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}

function whole(said: string | ScriptedAnswer, turn: number) {
  const answer = typeof said === 'string' ? { text: said } : said;
  const calls = (answer.calls ?? []).map(
    ({ name, input, arguments: text = JSON.stringify(input ?? {}), id }, at): ToolCallPart => {
      return {
        type: 'tool-call',
        id: id ?? `call_${turn}_${at + 1}`,
        name,
        arguments: text,
        ...parseToolArguments(text),
      };
    },
  );
  const text = answer.text ? [{ type: 'text' as const, text: answer.text }] : [];
  const usage: Usage | undefined =
    answer.usage === null ? undefined : (answer.usage ?? { state: 'reported', inputTokens: 10, outputTokens: 5 });
  return {
    breaks: answer.breaks,
    content: [...text, ...calls],
    finishReason: answer.finishReason ?? (calls.length > 0 ? ('tool-calls' as const) : ('stop' as const)),
    usage,
    cost:
      answer.cost === undefined
        ? undefined
        : { amount: answer.cost, currency: 'USD', source: 'catalogue' as const, includesLostAttempts: true },
  };
}
