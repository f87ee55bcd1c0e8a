// Agents answer over the responses wire, with as many responses in one stream as they take steps. What they do in between
// (`function_call` and its output) they do themselves: it is told as the vendor's doing, and never left to the caller.
import {
  addUsage,
  type ChoiceEnd,
  type FinishPart,
  type JsonValue,
  type OperationDeclaration,
  type PartDecoder,
  type StreamPart,
  type ToolCallComplete,
  type Usage,
  type WireReply,
} from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';

/** The responses wire, read to the end of the last step. */
export function agentOperation<K extends 'chat' | 'stream'>(
  declaration: OperationDeclaration<K>,
): OperationDeclaration<K> {
  if ('load' in declaration) {
    const { load } = declaration;
    return { load: async () => agentOperation(await load()) };
  }
  const { endpoint } = declaration;
  if ('transformer' in declaration) {
    const { transformer } = declaration;
    return {
      endpoint,
      transformer: {
        encode: (request, context) => transformer.encode(request, context),
        decode: (reply, state, context) => transformer.decode(withoutOwnCalls(reply), state, context),
      },
    };
  }
  const { streamTransformer } = declaration;
  return {
    endpoint,
    streamTransformer: {
      framing: streamTransformer.framing,
      encode: (request, context) => streamTransformer.encode(request, context),
      decoder: (state, context, reply) =>
        new AgentStream(() => streamTransformer.decoder(state, context, reply) as PartDecoder<StreamPart>) as never,
    },
  };
}

/** Calls whose output stands beside them were made by the agent. */
function withoutOwnCalls(reply: WireReply): WireReply {
  const body = recordOf(reply.json());
  if (!Array.isArray(body?.output)) return reply;
  const items = arrayOf(body.output).filter(isRecord);
  const made = new Set(items.filter(isOutput).map(({ call_id: id }) => id));
  if (made.size === 0) return reply;
  const output = items.filter((item) => !isOutput(item) && !(item.type === 'function_call' && made.has(item.call_id)));
  const { status, headers, bytes } = reply;
  return { status, headers, bytes, text: () => reply.text(), json: () => ({ ...body, output }) };
}

const isOutput = ({ type }: JsonRecord) => type === 'function_call_output';

class AgentStream implements PartDecoder<StreamPart> {
  done = false;
  readonly transient = [''];
  readonly #newStep: () => PartDecoder<StreamPart>;
  #step: PartDecoder<StreamPart>;
  #started = false;
  /** Blocks of former steps: those of the next are counted on. */
  #blocks = 0;
  #nextBlock = 0;
  /** Calls that may be the caller's, until something says that they are not. */
  #calls: StreamPart[] = [];
  #usages: Usage[] = [];
  #choiceEnd: ChoiceEnd | undefined;
  #finish: FinishPart | undefined;

  constructor(newStep: () => PartDecoder<StreamPart>) {
    this.#newStep = newStep;
    this.#step = newStep();
  }

  get finished(): boolean {
    return this.#finish !== undefined;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    if (text.trim() === '[DONE]') this.done = true;
    else this.json(parseJson(text) ?? text, out, name);
  }

  json(event: unknown, out: StreamPart[], name?: string): void {
    const record = recordOf(event) ?? {};
    const item = recordOf(record.item) ?? record;
    if (isOutput(item) && stringOf(item.call_id)) this.#madeItself(item, out);
    if (this.finished && (stringOf(record.type) ?? name) === 'response.created') this.#begin(out);
    const parts: StreamPart[] = [];
    if (isRecord(event)) this.#step.json?.(event, parts, name);
    else this.#step.event(String(event), parts, name);
    this.#take(parts, out);
    if (this.#step.done && !this.finished) this.#endStep(out);
  }

  end(out: StreamPart[]): boolean {
    if (!this.finished && !this.#endStep(out)) return false;
    const finish = this.#finish as FinishPart;
    const calls = this.#calls.some(({ type }) => type === 'tool-call');
    out.push(...this.#calls);
    // Calls that were the agent's own leave nothing to be done.
    const finishReason = finish.finishReason === 'tool-calls' && !calls ? 'stop' : finish.finishReason;
    const usage = addUsage(...this.#usages, finish.usage);
    if (this.#choiceEnd) out.push({ ...this.#choiceEnd, finishReason });
    out.push({ ...finish, finishReason, ...(usage && { usage }) });
    return true;
  }

  #endStep(out: StreamPart[]): boolean {
    const parts: StreamPart[] = [];
    const complete = this.#step.end(parts);
    this.#take(parts, out);
    return complete;
  }

  /** Another response begins: the calls of the one before have been made. */
  #begin(out: StreamPart[]): void {
    for (const call of this.#calls) if (call.type === 'tool-call') out.push(hosted(call));
    this.#calls = [];
    if (this.#finish?.usage) this.#usages.push(this.#finish.usage);
    this.#finish = undefined;
    this.#choiceEnd = undefined;
    this.#blocks = this.#nextBlock;
    this.#step = this.#newStep();
  }

  /** The output of a call: the agent made it. */
  #madeItself(item: JsonRecord, out: StreamPart[]): void {
    const id = stringOf(item.call_id) as string;
    const call = this.#calls.find((part): part is ToolCallComplete => part.type === 'tool-call' && part.id === id);
    if (call) out.push(hosted(call));
    this.#calls = this.#calls.filter((part) => !('id' in part) || part.id !== id);
    const content = typeof item.output === 'string' ? item.output : JSON.stringify((item.output ?? null) as JsonValue);
    out.push({ type: 'tool-result', hosted: true, toolCallId: id, content, index: this.#nextBlock++ });
  }

  #take(parts: readonly StreamPart[], out: StreamPart[]): void {
    for (const part of parts) {
      const placed = this.#placed(part);
      if (placed.type === 'finish') this.#finish = placed;
      else if (placed.type === 'choice-end') this.#choiceEnd = placed;
      else if (/^tool-call/.test(placed.type)) this.#calls.push(placed);
      else if (placed.type !== 'start' || !this.#started) out.push(placed);
      this.#started ||= placed.type === 'start';
    }
  }

  #placed(part: StreamPart): StreamPart {
    if (!('index' in part) || typeof part.index !== 'number') return part;
    const index = part.index + this.#blocks;
    this.#nextBlock = Math.max(this.#nextBlock, index + 1);
    return this.#blocks === 0 ? part : { ...part, index };
  }
}

function hosted({ id, name, input, index = 0, choice }: ToolCallComplete): StreamPart {
  return {
    type: 'hosted-tool-call',
    id,
    name,
    index,
    ...(choice !== undefined && { choice }),
    ...(input !== undefined && { input }),
  };
}
