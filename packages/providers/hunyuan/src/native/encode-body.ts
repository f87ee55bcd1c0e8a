// A body of OpenAI's wire in the words of the cloud's API. Fields that have no word there are the caller's own.
import type { JsonObject, JsonValue } from '@kit/core';
import { isRecord } from '@kit/wire';

const words: Readonly<Record<string, string>> = {
  model: 'Model',
  temperature: 'Temperature',
  top_p: 'TopP',
  seed: 'Seed',
  tool_choice: 'ToolChoice',
  enable_thinking: 'EnableThinking',
};

/** Said otherwise, or by the action. */
const elsewhere: ReadonlySet<string> = new Set(['messages', 'tools', 'custom_tool', 'stop', 'stream']);

export function nativeBody(body: JsonObject): JsonObject {
  const { messages, tools, custom_tool: custom, stop } = body;
  const sent: Record<string, JsonValue | undefined> = {};
  for (const [field, value] of Object.entries(body)) if (!elsewhere.has(field)) sent[words[field] ?? field] = value;
  return {
    ...sent,
    Messages: listOf(messages).map(nativeMessage),
    ...(stop !== undefined && { Stop: typeof stop === 'string' ? [stop] : stop }),
    ...(tools !== undefined && { Tools: listOf(tools).map(nativeTool) }),
    ...(custom !== undefined && { CustomTool: nativeTool(custom as JsonObject) }),
  };
}

const listOf = (value: JsonValue | undefined) => (Array.isArray(value) ? (value as readonly JsonObject[]) : []);

function nativeMessage(message: JsonObject): JsonObject {
  const { role = '', content, tool_call_id: callId, tool_calls: calls, reasoning_content: thoughts } = message;
  return {
    Role: role,
    ...(Array.isArray(content)
      ? { Contents: content.map((part) => nativePart(part as JsonObject)) }
      : { Content: content ?? '' }),
    ...(callId !== undefined && { ToolCallId: callId }),
    ...(calls !== undefined && { ToolCalls: listOf(calls).map(nativeCall) }),
    ...(thoughts !== undefined && { ReasoningContent: thoughts }),
  };
}

function nativePart(part: JsonObject): JsonObject {
  const { type = '', text, image_url: image, video_url: video } = part;
  if (isRecord(image)) return { Type: type, ImageUrl: { Url: image.url as string } };
  if (isRecord(video)) return { Type: type, VideoUrl: { Url: video.url as string } };
  return { Type: type, ...(text !== undefined && { Text: text }) };
}

function nativeCall(call: JsonObject, index: number): JsonObject {
  const { name = '', arguments: text = '' } = call.function as JsonObject;
  return { Id: call.id ?? '', Type: 'function', Function: { Name: name, Arguments: text }, Index: index };
}

/** Parameters are a JSON text there. */
function nativeTool(tool: JsonObject): JsonObject {
  const { name = '', description, parameters } = tool.function as JsonObject;
  return {
    Type: 'function',
    Function: {
      Name: name,
      Parameters: JSON.stringify(parameters ?? { type: 'object', properties: {} }),
      ...(description !== undefined && { Description: description }),
    },
  };
}
