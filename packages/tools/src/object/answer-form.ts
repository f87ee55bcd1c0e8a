// How a model is made to answer with an object: three ways to ask, and where the answer then stands.
import {
  type ChatRequest,
  type ChatResponse,
  type FunctionTool,
  type Message,
  type StreamPart,
  system,
  toolResult,
  user,
} from '@kit/core';
import { isRecord } from '@kit/wire';
import type { ResolvedSchema } from '../schema/resolve-schema.ts';
import { wrapped, wrapper } from './wrapped-schema.ts';

export interface AnswerForm {
  /** Reads the answer, wrapped as it was asked for. */
  readonly schema: ResolvedSchema;
  request(chat: ChatRequest): ChatRequest;
  /** The JSON text in an answer. */
  text(response: ChatResponse): string;
  /** The piece of it in a part of a stream; empty if there is none. */
  piece(part: StreamPart): string;
  /** Answers the model that its answer cannot be used. */
  correction(response: ChatResponse, words: string): readonly Message[];
  /** What is there of the object in an answer that is not whole yet; undefined if nothing. */
  partial(value: unknown): unknown;
}

interface Wanted {
  readonly schema: ResolvedSchema;
  readonly name: string;
  readonly description?: string;
}

export function answerForm(mode: 'schema' | 'tool' | 'json', wanted: Wanted): AnswerForm {
  const isWrapped = wanted.schema.json.type !== 'object';
  const partial = isWrapped ? partlyUnwrapped : (value: unknown) => value;
  const { validate } = wanted.schema;
  const schema: ResolvedSchema = isWrapped
    ? { json: wrapped(wanted.schema.json), validate: (value) => validate(unwrapped(value)) }
    : wanted.schema;
  const common = { schema, partial };
  if (mode === 'tool') return { ...common, ...byTool({ ...wanted, schema }) };
  return { ...common, ...inText, request: mode === 'json' ? inJson(schema) : bySchema({ ...wanted, schema }) };
}

/** Models that are not held to the schema may leave the wrapper out. */
function unwrapped(value: unknown): unknown {
  return isRecord(value) && Object.hasOwn(value, wrapper) && Object.keys(value).length === 1 ? value[wrapper] : value;
}

/** The wrapper comes first, with nothing in it. */
const partlyUnwrapped = (value: unknown): unknown =>
  isRecord(value) && Object.keys(value).length === 0 ? undefined : unwrapped(value);

const inText: Pick<AnswerForm, 'text' | 'piece' | 'correction'> = {
  text: (response) => response.text,
  piece: (part) => (part.type === 'text' && !part.choice ? part.text : ''),
  correction: ({ message }, words) => (message.content.length > 0 ? [message, user(words)] : [user(words)]),
};

function bySchema({ schema, name, description }: Wanted): AnswerForm['request'] {
  const output = { type: 'json-schema' as const, schema: schema.json, name, ...(description && { description }) };
  return (chat) => ({ ...chat, output });
}

function inJson(schema: ResolvedSchema): AnswerForm['request'] {
  const words = `Answer with one JSON value that fits this JSON Schema, and with nothing else:\n${JSON.stringify(schema.json)}`;
  return (chat) => {
    const front = chat.messages.findLastIndex(({ role }) => role === 'system') + 1;
    const messages = [...chat.messages.slice(0, front), system(words), ...chat.messages.slice(front)];
    return { ...chat, messages, output: { type: 'json' } };
  };
}

function byTool({ schema, name, description }: Wanted): Pick<AnswerForm, 'request' | 'text' | 'piece' | 'correction'> {
  const tool: FunctionTool = {
    name,
    description: description ?? 'Takes the answer. Call it once, with the whole answer.',
    parameters: schema.json,
  };
  const answerIn = ({ toolCalls }: ChatResponse) => toolCalls.find((call) => call.name === name) ?? toolCalls[0];
  return {
    request: (chat) => ({ ...chat, tools: [...(chat.tools ?? []), tool], toolChoice: { name } }),
    // Models that cannot be made to call answer in text.
    text(response) {
      const call = answerIn(response);
      if (!call) return response.text;
      // Vendors write a call without arguments as one without text.
      return call.arguments === '' && response.finishReason !== 'length' ? '{}' : call.arguments;
    },
    piece: (part) => (part.type === 'tool-call-delta' && !part.choice ? part.delta : ''),
    correction(response, words) {
      if (response.toolCalls.length === 0) return inText.correction(response, words);
      // Every call wants its result.
      return [response.message, ...response.toolCalls.map((call) => toolResult(call, words, { isError: true }))];
    },
  };
}
