// runTools and streamTools: conversations in which the model calls tools, until it answers.
import { type CallOptions, type Provider, type StreamPart, systemEnvironment } from '@kit/core';
import { type TaskCalls, taskCalls } from '../call-options.ts';
import { caller } from '../caller.ts';
import { openRelay } from '../relay/open-relay.ts';
import type { OutcomeOf } from '../tool/tool-outcome.ts';
import { LoopFold } from './loop-fold.ts';
import type { LoopFinish, ToolLoopPart } from './loop-parts.ts';
import { type LoopTool, type SplitRequest, splitRequest, type ToolLoopRequest } from './loop-request.ts';
import type { ToolLoopResult, ToolLoopResultOf } from './loop-result.ts';
import { toolLoop } from './tool-loop.ts';
import { ToolLoopStream } from './tool-loop-stream.ts';

/**
 * Asks, runs the tools that the model calls, sends the results back, until the model answers. Every turn is a call
 * through `ai` and its middleware. The options hold for every turn; `deadlines.total` for the whole loop, tools included.
 *
 * @example
 * const { text, usage } = await runTools(ai, { messages: [user('How warm is it in Paris?')], tools: [weather] });
 *
 * @throws KitError of a turn, `max-turns`, `tool-failed` (with `toolErrors: 'throw'`), `aborted`, `timeout`; its
 * `partial` is the result so far.
 */
export async function runTools<const T extends readonly LoopTool[]>(
  ai: Provider<'chat'>,
  request: ToolLoopRequest<T>,
  options: CallOptions = {},
): Promise<ToolLoopResultOf<T>> {
  const split = splitRequest(request as unknown as ToolLoopRequest, 'runTools()');
  const { environment } = split.settings;
  const chat = caller(ai, environment ? { environment } : {});
  const calls = taskCalls(options, environment ?? systemEnvironment);
  try {
    const result = await toolLoop({
      provider: ai.id,
      request: split,
      calls,
      ask: (asked) => chat.chat(asked, calls.next()),
      emit: () => {},
    });
    return result as ToolLoopResultOf<T>;
  } finally {
    calls.scope.close();
  }
}

/**
 * As `runTools`, streamed: the parts of every turn and what the tools do, in one stream with one finish.
 *
 * @example
 * const stream = streamTools(ai, { messages, tools: [weather] });
 * for await (const part of stream) {
 *   if (part.type === 'text') process.stdout.write(part.text);
 *   if (part.type === 'tool-start') console.log(part.name, part.input);
 * }
 * const { messages, cost } = await stream.response;
 */
export function streamTools<const T extends readonly LoopTool[]>(
  ai: Provider<'stream'>,
  request: ToolLoopRequest<T>,
  options: CallOptions = {},
): ToolLoopStream<OutcomeOf<T[number]>> {
  let calls: TaskCalls | undefined;
  const stream = new ToolLoopStream({
    open: async () => {
      const split = splitRequest(request as unknown as ToolLoopRequest, 'streamTools()');
      calls = taskCalls(options, split.settings.environment ?? systemEnvironment);
      return openLoop(ai, split, calls);
    },
    onCancel: (reason) => calls?.scope.cancel(reason),
    onSettled: () => calls?.scope.close(),
  });
  return stream as unknown as ToolLoopStream<OutcomeOf<T[number]>>;
}

function openLoop(ai: Provider<'stream'>, request: SplitRequest, calls: TaskCalls): Promise<ToolLoopStream> {
  const { environment } = request.settings;
  const chat = caller(ai, environment ? { environment } : {});
  const provider = ai.id;
  return openRelay<ToolLoopPart, ToolLoopResult>({
    provider,
    calls,
    newFold: () => new LoopFold(provider, request.chat.messages),
    async run({ emit, follow }) {
      const result = await toolLoop({
        provider,
        request,
        calls,
        emit,
        ask: (asked, turn) => follow(chat.stream(asked, calls.next()), (batch) => turnParts(batch, turn)),
      });
      return finishOf(result);
    },
  }).then((opened) => new ToolLoopStream(opened));
}

/** A turn's finish is not the loop's. */
function turnParts(batch: readonly StreamPart[], turn: number): readonly ToolLoopPart[] {
  if (batch.at(-1)?.type !== 'finish') return batch as readonly ToolLoopPart[];
  return batch.map((part) => (part.type === 'finish' ? { ...part, type: 'turn-end', turn } : part));
}

function finishOf({ stop = 'answer', open, usage, cost, meta, response }: ToolLoopResult): LoopFinish {
  return {
    type: 'finish',
    finishReason: response?.finishReason ?? 'tool-calls',
    ...(response?.rawFinishReason !== undefined && { rawFinishReason: response.rawFinishReason }),
    ...(usage && { usage }),
    ...(cost && { cost }),
    meta,
    stop,
    open,
  };
}
