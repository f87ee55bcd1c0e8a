// Long answers of Gemini 4: one request gives at most 65,536 tokens and a token to go on with. With `continue: true` the
// requests that follow are made here, and their answers are one.
import {
  type AssistantMessage,
  addUsage,
  type Call,
  type ChatResponse,
  ChatStream,
  type Cost,
  chatResponse,
  foldChat,
  type OperationDeclaration,
  openStream,
  type RunningAttempt,
  type StreamPart,
  type StreamTransformer,
  sourceFromIterable,
  type Transformer,
  type Usage,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { continuationOf } from '@kit/transformer-gemini';

/** A million tokens in pieces of the smallest size, and then some: a vendor that never ends is cut off. */
const mostRequests = 64;

/** An answer that ran into `maxTokens` has a token too, but has ended as it was told to. */
function isCut({ message, rawFinishReason }: Pick<ChatResponse, 'message' | 'rawFinishReason'>): boolean {
  return rawFinishReason === 'CONTINUATION' && continuationOf(message) !== undefined;
}

/** The same request again; the encoder puts the token of the last message in place of the message. */
function next<K extends 'chat' | 'stream'>(call: Call<K>, message: AssistantMessage): Call<K> {
  return { ...call, request: { ...call.request, messages: [...call.request.messages, message] } };
}

export function continuedChat(
  declaration: OperationDeclaration<'chat'> & { readonly transformer: Transformer<'chat'> },
): HandledOperation<'chat'> {
  return {
    async handle(call, exchange) {
      const answers = [await exchange.run(call, declaration)];
      for (let last = answers[0]; last && isCut(last) && answers.length < mostRequests; last = answers.at(-1)) {
        answers.push(await exchange.run(next(call, last.message), declaration));
      }
      return joined(answers);
    },
    inspect: (call, codec) => declaration.transformer.encode(call.request, codec).wire,
  };
}

function joined(answers: readonly ChatResponse[]): ChatResponse {
  const [first] = answers as [ChatResponse];
  const last = answers.at(-1) as ChatResponse;
  if (answers.length === 1) return first;
  const usage = addUsage(...answers.map((answer) => answer.usage));
  const cost = totalCost(answers.map((answer) => answer.cost));
  const content = answers.flatMap(({ message }) =>
    typeof message.content === 'string' ? [{ type: 'text' as const, text: message.content }] : message.content,
  );
  return chatResponse({
    choices: [
      {
        message: { ...last.message, content },
        finishReason: last.finishReason,
        rawFinishReason: last.rawFinishReason,
        logprobs: answers.flatMap(({ choices }) => choices[0]?.logprobs ?? []),
      },
    ],
    meta: { ...last.meta, ...(first.meta.responseId !== undefined && { responseId: first.meta.responseId }) },
    usage,
    cost,
    warnings: first.warnings,
  });
}

function totalCost(costs: readonly (Cost | undefined)[]): Cost | undefined {
  const known = costs.flatMap((cost) => cost ?? []);
  const [first] = known;
  if (!first || known.length < costs.length) return undefined;
  const { breakdown: _, ...rest } = first;
  return { ...rest, amount: known.reduce((sum, { amount }) => sum + amount, 0) };
}

export function continuedStream(
  declaration: OperationDeclaration<'stream'> & { readonly streamTransformer: StreamTransformer<'stream'> },
): HandledOperation<'stream'> {
  return {
    async handle(call, exchange) {
      const { context } = call;
      const startedAtMs = context.environment.monotonicMs();
      const first = await exchange.run(call, declaration);
      const { model } = call.request;
      const opened = await openStream(sourceFromIterable(continuedParts(first, call, exchange, declaration)), {
        context,
        attempt: unrecorded(call, exchange),
        newFold: foldChat,
        known: { provider: exchange.provider, operation: 'stream', model },
        meta: { provider: exchange.provider, ...(model !== undefined && { requestedModel: model, model }) },
        startedAtMs,
      });
      return new ChatStream(opened);
    },
    inspect: (call, codec) => declaration.streamTransformer.encode(call.request, codec).wire,
  };
}

/** The parts of one stream after the other: one start, one finish, blocks numbered on. */
async function* continuedParts(
  first: ChatStream,
  call: Call<'stream'>,
  exchange: Exchange,
  declaration: OperationDeclaration<'stream'>,
): AsyncGenerator<StreamPart> {
  let stream = first;
  let usage: Usage | undefined;
  let blocks = 0;
  const costs: (Cost | undefined)[] = [];
  for (let request = 1; ; request++) {
    let highest = -1;
    let finish: Extract<StreamPart, { type: 'finish' }> | undefined;
    let end: Extract<StreamPart, { type: 'choice-end' }> | undefined;
    for await (const part of stream) {
      if (part.type === 'finish') finish = part;
      else if (part.type === 'choice-end') end = part;
      else if (part.type !== 'start' || request === 1) {
        const { index } = part as { index?: number };
        if (index === undefined) yield part;
        else {
          highest = Math.max(highest, index);
          yield { ...part, index: index + blocks } as StreamPart;
        }
      }
    }
    if (!finish) return;
    usage = addUsage(usage, finish.usage);
    costs.push(finish.cost);
    const response = await stream.response;
    if (!isCut(response) || request === mostRequests) {
      if (end) yield end;
      const cost = totalCost(costs);
      const { cost: _, ...rest } = finish;
      yield { ...rest, ...(usage && { usage }), ...(cost && { cost }) };
      return;
    }
    blocks += highest + 1;
    stream = await exchange.run(next(call, response.message), declaration);
  }
}

/** The single requests are in the trace already; the stream over them is none of its own. */
function unrecorded(call: Call<'stream'>, { provider }: Exchange): RunningAttempt {
  return {
    record: {
      provider,
      operation: 'stream',
      startedAt: call.context.environment.now(),
      timings: {},
      outcome: 'pending',
    },
    update() {},
    settle() {},
  };
}
