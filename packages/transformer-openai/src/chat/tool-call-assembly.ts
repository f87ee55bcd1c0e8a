// Puts tool calls together from the fragments of a stream, whatever an imitator left out of them.
import { type JsonValue, parseToolArguments, type StreamPart, type VendorData } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';

/** One call being put together. */
interface OpenCall {
  readonly index: number | undefined;
  readonly block: number;
  id: string;
  name: string;
  arguments: string;
  /** OpenAI's custom tools take text, not JSON. */
  custom: boolean;
  echo: Record<string, JsonValue> | undefined;
  /** How much of the arguments has been handed out. */
  told: number;
  started: boolean;
  complete: boolean;
}

export interface AssemblyOptions {
  readonly choice: number;
  readonly newBlock: () => number;
  /** An id for a call that the vendor gave none. */
  readonly newId: () => string;
  readonly callersName: (wireName: string) => string;
  /** Fields that have to come back with the call. */
  readonly echoed: readonly string[];
  readonly opaque: (data: JsonValue) => VendorData;
}

export interface ToolCallAssembly {
  /** Calls begun so far; one of which nothing is known but that it was opened does not count. */
  readonly count: number;
  /** Reads `tool_calls` or the older `function_call` of a delta or message. */
  add(message: JsonRecord, out: StreamPart[]): void;
  /** The answer's end: every call is complete. */
  complete(out: StreamPart[]): void;
}

export function toolCallAssembly(options: AssemblyOptions): ToolCallAssembly {
  const calls: OpenCall[] = [];

  const open = (index: number | undefined): OpenCall => {
    const call: OpenCall = {
      index,
      block: options.newBlock(),
      id: '',
      name: '',
      arguments: '',
      custom: false,
      echo: undefined,
      told: 0,
      started: false,
      complete: false,
    };
    calls.push(call);
    return call;
  };

  /**
   * Fragments belong to the call of their index. Servers that give every call index 0 are told apart by id and name
   * (Gemini's compatible endpoint, Ollama); without an index a name begins a call (Mistral) and the rest continues it.
   */
  const callOf = (fragment: JsonRecord, body: JsonRecord): OpenCall => {
    const index = numberOf(fragment.index);
    const id = stringOf(fragment.id) || undefined;
    const name = stringOf(body.name) || undefined;
    let known: OpenCall | undefined;
    if (index !== undefined) known = calls.findLast((call) => call.index === index);
    else if (id !== undefined)
      known = calls.findLast((call) => call.id === id) ?? (name === undefined ? calls.at(-1) : undefined);
    else if (name === undefined) known = calls.at(-1);
    if (known && name !== undefined && id !== undefined && known.id !== '' && known.id !== id) known = undefined;
    return known ?? open(index);
  };

  const add = (fragment: JsonRecord, out: StreamPart[]) => {
    const custom = recordOf(fragment.custom);
    const body = recordOf(fragment.function) ?? custom ?? fragment;
    const call = callOf(fragment, body);
    if (call.complete) return;
    call.custom ||= custom !== undefined;
    call.id ||= stringOf(fragment.id) ?? '';
    // Some servers repeat the name in every fragment.
    call.name ||= stringOf(body.name) ?? '';
    addArguments(call, body.arguments ?? body.input);
    for (const field of options.echoed) {
      const value = fragment[field];
      if (value !== undefined && value !== null) (call.echo ??= {})[field] = value as JsonValue;
    }
    tell(call, out);
  };

  /** Hands out what is known, once the call has a name and an id. */
  const tell = (call: OpenCall, out: StreamPart[]) => {
    if (call.name === '' || call.id === '') return;
    const { choice } = options;
    if (!call.started) {
      call.started = true;
      out.push({
        type: 'tool-call-start',
        id: call.id,
        name: options.callersName(call.name),
        choice,
        index: call.block,
      });
    }
    if (call.told === call.arguments.length) return;
    out.push({
      type: 'tool-call-delta',
      id: call.id,
      delta: call.arguments.slice(call.told),
      choice,
      index: call.block,
    });
    call.told = call.arguments.length;
  };

  return {
    get count() {
      return calls.reduce((count, call) => (isMade(call) ? count + 1 : count), 0);
    },
    add(message, out) {
      const fragments = arrayOf(message.tool_calls);
      if (fragments.length > 0) {
        for (const fragment of fragments) if (isRecord(fragment)) add(fragment, out);
        return;
      }
      const legacy = recordOf(message.function_call);
      if (legacy && (legacy.name || legacy.arguments)) add({ index: 0, function: legacy }, out);
    },
    complete(out) {
      for (const call of calls) {
        if (call.complete) continue;
        call.complete = true;
        // Neither name nor arguments: the server opened a call and never made it.
        if (!isMade(call)) continue;
        if (call.id === '') call.id = options.newId();
        tell(call, out);
        out.push(completeCall(call, options));
      }
    },
  };
}

const isMade = ({ name, arguments: text }: OpenCall) => name !== '' || text !== '';

function addArguments(call: OpenCall, given: unknown): void {
  if (typeof given === 'string') {
    // TGI repeats the complete arguments in its last chunk.
    const repeated = given !== '' && given === call.arguments && given.startsWith('{') && given.trimEnd().endsWith('}');
    if (!repeated) call.arguments += given;
  } else if (typeof given === 'object' && given !== null) {
    const text = JSON.stringify(given);
    // An object is always whole. What had been handed out cannot be taken back; the complete call is what counts.
    call.arguments = text;
    call.told = Math.min(call.told, text.length);
  }
}

function completeCall(call: OpenCall, { choice, callersName, opaque }: AssemblyOptions): StreamPart {
  const { custom, echo } = call;
  const vendor = echo || custom ? opaque({ ...(custom && { type: 'custom' }), ...echo }) : undefined;
  const parsed = custom
    ? { input: (parseJson(call.arguments) ?? call.arguments) as JsonValue }
    : parseToolArguments(call.arguments);
  return {
    type: 'tool-call',
    id: call.id,
    name: callersName(call.name),
    arguments: call.arguments,
    ...parsed,
    choice,
    index: call.block,
    ...(vendor && { vendor }),
  };
}
