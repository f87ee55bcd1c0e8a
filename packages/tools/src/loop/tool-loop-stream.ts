// ToolLoopStream: a streamed loop of tools, with the shapes that applications and servers want.
import { PartStream } from '@kit/core';
import { serverSentEvents } from '../server-sent-events.ts';
import type { ToolOutcome } from '../tool/tool-outcome.ts';
import type { ToolLoopPart } from './loop-parts.ts';
import type { ToolLoopResult } from './loop-result.ts';

/**
 * The parts of all turns and of what the tools do between them; `.response` is the loop's result. Everything else is as
 * with any stream: it opens at first use, `ready()` is the commit point of its first turn, leaving it cancels the turn
 * and the tools that run.
 */
export class ToolLoopStream<Outcome = ToolOutcome> extends PartStream<ToolLoopPart<Outcome>, ToolLoopResult<Outcome>> {
  /** The text of all turns, piece by piece. */
  get text(): AsyncIterable<string> {
    return { [Symbol.asyncIterator]: () => textOf(this) };
  }

  /** A web `Response`: each part as a server-sent event. Await `ready()` first, to answer failures with a status. */
  toResponse(options: { readonly headers?: Readonly<Record<string, string>> } = {}): Response {
    return serverSentEvents(this.toReadableStream(), options.headers);
  }
}

async function* textOf(stream: AsyncIterable<ToolLoopPart<unknown>>): AsyncGenerator<string, void, undefined> {
  for await (const part of stream) if (part.type === 'text' && !part.choice && part.text !== '') yield part.text;
}
