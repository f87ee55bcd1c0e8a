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

/** A class: every answer may have one, and literals with getters cost memory. */
export class ToolCallAssembly {
  readonly #options: AssemblyOptions;
  readonly #calls: OpenCall[] = [];

  constructor(options: AssemblyOptions) {
    this.#options = options;
  }

  /** Calls begun so far; one of which nothing is known but that it was opened does not count. */
  get count(): number {
    return this.#calls.reduce((count, call) => (isMade(call) ? count + 1 : count), 0);
  }

  /** Reads `tool_calls` or the older `function_call` of a delta or message. */
  add(message: JsonRecord, out: StreamPart[]): void {
    const fragments = arrayOf(message.tool_calls);
    if (fragments.length > 0) {
      for (const fragment of fragments) if (isRecord(fragment)) this.#add(fragment, out);
      return;
    }
    const legacy = recordOf(message.function_call);
    if (legacy && (legacy.name || legacy.arguments)) this.#add({ index: 0, function: legacy }, out);
  }

  /** The answer's end: every call is complete. */
  complete(out: StreamPart[]): void {
    for (const call of this.#calls) {
      if (call.complete) continue;
      call.complete = true;
      // Neither name nor arguments: the server opened a call and never made it.
      if (!isMade(call)) continue;
      if (call.id === '') call.id = this.#options.newId();
      this.#tell(call, '', out);
      out.push(completeCall(call, this.#options));
    }
  }

  #add(fragment: JsonRecord, out: StreamPart[]): void {
    const custom = recordOf(fragment.custom);
    const body = recordOf(fragment.function) ?? custom ?? fragment;
    const call = this.#callOf(fragment, body);
    if (call.complete) return;
    call.custom ||= custom !== undefined;
    if (call.id === '') call.id = this.#uniqueId(stringOf(fragment.id) ?? '');
    // Some servers repeat the name in every fragment.
    call.name ||= stringOf(body.name) ?? '';
    const fresh = addArguments(call, body.arguments ?? body.input);
    for (const field of this.#options.echoed) {
      const value = fragment[field];
      if (value !== undefined && value !== null) (call.echo ??= {})[field] = value as JsonValue;
    }
    this.#tell(call, fresh, out);
  }

  /**
   * Fragments belong to the call of their index. Servers that give every call index 0 are told apart by id and name
   * (Gemini's compatible endpoint, Ollama); without an index a name begins a call (Mistral) and the rest continues it.
   */
  #callOf(fragment: JsonRecord, body: JsonRecord): OpenCall {
    const calls = this.#calls;
    const index = numberOf(fragment.index);
    const id = stringOf(fragment.id) || undefined;
    const name = stringOf(body.name) || undefined;
    let known: OpenCall | undefined;
    if (index !== undefined) known = calls.findLast((call) => call.index === index);
    else if (id !== undefined)
      known = calls.findLast((call) => call.id === id) ?? (name === undefined ? calls.at(-1) : undefined);
    else if (name === undefined) known = calls.at(-1);
    if (known && name !== undefined && id !== undefined && known.id !== '' && known.id !== id) known = undefined;
    return known ?? this.#open(index);
  }

  #open(index: number | undefined): OpenCall {
    const call: OpenCall = {
      index,
      block: this.#options.newBlock(),
      id: '',
      name: '',
      arguments: '',
      custom: false,
      echo: undefined,
      told: 0,
      started: false,
      complete: false,
    };
    this.#calls.push(call);
    return call;
  }

  /** YandexGPT's ids are the names of functions: two calls of one would have the same. */
  #uniqueId(id: string): string {
    return id !== '' && this.#calls.some((call) => call.id === id) ? `${id}_${this.#calls.length}` : id;
  }

  /** Hands out what is known, once the call has a name and an id. */
  #tell(call: OpenCall, fresh: string, out: StreamPart[]): void {
    if (call.name === '' || call.id === '') return;
    const { choice, callersName } = this.#options;
    const index = call.block;
    if (!call.started) {
      call.started = true;
      out.push({ type: 'tool-call-start', id: call.id, name: callersName(call.name), choice, index });
    }
    const { told } = call;
    call.told = call.arguments.length;
    // What came last is at hand: cutting it out of all arguments would copy them with every fragment.
    const delta = told + fresh.length === call.told ? fresh : call.arguments.slice(told);
    if (delta !== '') out.push({ type: 'tool-call-delta', id: call.id, delta, choice, index });
  }
}

const isMade = ({ name, arguments: text }: OpenCall) => name !== '' || text !== '';

/** Adds a fragment of arguments; answers what it added. */
function addArguments(call: OpenCall, given: unknown): string {
  if (typeof given === 'string') {
    // TGI repeats the complete arguments in its last chunk.
    const repeated = given !== '' && given === call.arguments && given.startsWith('{') && given.trimEnd().endsWith('}');
    if (repeated) return '';
    call.arguments += given;
    return given;
  }
  if (typeof given !== 'object' || given === null) return '';
  const text = JSON.stringify(given);
  // An object is always whole. What had been handed out cannot be taken back; the complete call is what counts.
  call.arguments = text;
  call.told = Math.min(call.told, text.length);
  return '';
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
