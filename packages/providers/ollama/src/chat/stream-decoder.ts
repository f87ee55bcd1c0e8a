// A streamed answer: one JSON object a line, the last of them `done`. A complete one is read as its only line.
import { type CodecContext, type PartDecoder, parseToolArguments, type ResponseMeta, type StreamPart } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { finishReasonOf } from './finish-reason.ts';
import { logprobsOf } from './logprobs.ts';
import { usageOf } from './usage.ts';

export class ChatDecoder implements PartDecoder<StreamPart> {
  done = false;
  readonly #context: CodecContext;
  #started = false;
  #blocks = 0;
  #thoughts: number | undefined;
  #text: number | undefined;
  #calledTools = false;
  #last: JsonRecord | undefined;

  constructor(context: CodecContext) {
    this.#context = context;
  }

  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: StreamPart[]): void {
    if (typeof data === 'string') this.json(parseJson(data), out);
  }

  json(line: unknown, out: StreamPart[]): void {
    if (isRecord(line)) this.line(line, out);
  }

  /** One line. @throws KitError for a failure, which a stream tells in a line of its own. */
  line(line: JsonRecord, out: StreamPart[]): void {
    if (line.error) throw this.#context.failure({ body: line });
    const message = recordOf(line.message);
    // A line of another kind begins nothing.
    if (!this.#started && (message || line.done !== undefined)) this.#start(line, out);
    if (message) this.#read(message, out);
    const logprobs = line.logprobs ? logprobsOf(line.logprobs) : [];
    if (logprobs.length > 0) out.push({ type: 'logprobs', logprobs });
    if (line.done === true) {
      this.#last = line;
      this.done = true;
    }
  }

  end(out: StreamPart[]): boolean {
    const last = this.#last;
    if (!last) return false;
    const word = stringOf(last.done_reason);
    const ending = {
      finishReason: finishReasonOf(word, this.#calledTools),
      ...(word !== undefined && { rawFinishReason: word }),
    };
    const usage = usageOf(last);
    out.push({ type: 'choice-end', choice: 0, ...ending });
    out.push({ type: 'finish', ...ending, ...(usage && { usage }) });
    return true;
  }

  #start(line: JsonRecord, out: StreamPart[]): void {
    this.#started = true;
    const model = stringOf(line.model);
    const vendor = remoteFacts(line);
    out.push({
      type: 'start',
      ...(model !== undefined && { model }),
      // The provider completes it.
      ...(vendor && { meta: { vendor } as ResponseMeta }),
    });
  }

  #read({ thinking, content, tool_calls: calls }: JsonRecord, out: StreamPart[]): void {
    if (typeof thinking === 'string' && thinking !== '') {
      this.#thoughts ??= this.#blocks++;
      out.push({ type: 'reasoning', text: thinking, index: this.#thoughts });
    }
    if (typeof content === 'string' && content !== '') {
      this.#text ??= this.#blocks++;
      out.push({ type: 'text', text: content, index: this.#text });
    }
    for (const call of arrayOf(calls)) this.#call(recordOf(call) ?? {}, out);
  }

  /** Calls arrive whole. Servers from before late 2025 give them no id. */
  #call(call: JsonRecord, out: StreamPart[]): void {
    this.#calledTools = true;
    const wanted = recordOf(call.function);
    const id = stringOf(call.id) || `call_${this.#context.environment.id()}`;
    const name = stringOf(wanted?.name) ?? '';
    const given = wanted?.arguments;
    const text = typeof given === 'string' ? given : JSON.stringify(given ?? {});
    const index = this.#blocks++;
    out.push({ type: 'tool-call-start', id, name, index });
    out.push({ type: 'tool-call-delta', id, delta: text, index });
    out.push({ type: 'tool-call', id, name, arguments: text, ...parseToolArguments(text), index });
  }
}

/** Where a cloud model runs behind a local server. */
export function remoteFacts(line: JsonRecord): ResponseMeta['vendor'] {
  const remoteModel = stringOf(line.remote_model);
  const remoteHost = stringOf(line.remote_host);
  if (remoteModel === undefined && remoteHost === undefined) return undefined;
  return { ...(remoteModel !== undefined && { remoteModel }), ...(remoteHost !== undefined && { remoteHost }) };
}
