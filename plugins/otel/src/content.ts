// Prompts and answers in the conventions' message format, as JSON text. Only when asked for; bytes never.
import type { AssistantPart, ChatRequest, ChatResponse, MediaPart, Message, Tool, UserPart } from '@kit/core';
import type { Attributes } from '@opentelemetry/api';
import { finishReasonName } from './semantic-conventions.ts';

export function inputContent(request: unknown): Attributes {
  const { messages, tools } = request as Partial<ChatRequest>;
  if (!messages) return {};
  return {
    'gen_ai.input.messages': textOf(() => messages.map(message)),
    'gen_ai.tool.definitions': tools && textOf(() => tools.map(tool)),
  };
}

export function outputContent(result: unknown): Attributes {
  const { choices } = (result ?? {}) as Partial<ChatResponse>;
  if (!Array.isArray(choices)) return {};
  const answers = () =>
    choices.map((choice) => ({
      ...message(choice.message),
      finish_reason: finishReasonName(choice.finishReason),
    }));
  return { 'gen_ai.output.messages': textOf(answers) };
}

/** Undefined for what has no JSON: to look at a call must not fail it. */
function textOf(content: () => unknown): string | undefined {
  try {
    return JSON.stringify(content());
  } catch {
    return undefined;
  }
}

function message({ role, content }: Message): object {
  const parts = typeof content === 'string' ? [{ type: 'text', content }] : content.map(part);
  return { role, parts };
}

type AnyPart = UserPart | AssistantPart | Extract<Message, { role: 'tool' }>['content'][number];

function part(one: AnyPart): object {
  switch (one.type) {
    case 'text':
    case 'reasoning':
      return { type: one.type, content: one.text };
    case 'tool-call':
      return { type: 'tool_call', id: one.id, name: one.name, arguments: one.input ?? one.arguments };
    case 'hosted-tool-call':
      return {
        type: 'server_tool_call',
        id: one.id,
        name: one.name,
        server_tool_call: { type: one.name, input: one.input },
      };
    case 'tool-result':
      return { type: 'tool_call_response', id: one.toolCallId, response: response(one.content) };
    case 'image':
    case 'audio':
    case 'file':
      return media(one);
    default:
      return { type: one.type };
  }
}

function response(content: Extract<AnyPart, { type: 'tool-result' }>['content']): unknown {
  if (typeof content === 'string') return content;
  return content.map((one) => (one.type === 'json' ? { type: 'json', value: one.value } : part(one)));
}

function media({ type, source }: MediaPart): object {
  const modality = type === 'file' ? 'document' : type;
  const common = { modality, mime_type: source.mediaType };
  if ('url' in source && !source.url.startsWith('data:')) return { type: 'uri', ...common, uri: source.url };
  if ('fileId' in source) return { type: 'file', ...common, file_id: source.fileId };
  return { type: 'blob', ...common, content: '' };
}

function tool(one: Tool): object {
  if (one.type === 'hosted') return { type: one.name };
  return { type: 'function', name: one.name, description: one.description, parameters: one.parameters };
}
