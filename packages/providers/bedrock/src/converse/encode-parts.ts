// Parts of messages as content blocks.
import type {
  AssistantPart,
  Citation,
  JsonValue,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '@kit/core';
import { isRecord, parseJson, stringOf } from '@kit/wire';
import { encodeMedia } from './encode-media.ts';
import type { Block, Encoding } from './encoding.ts';
import { ownData, replayable } from './vendor-data.ts';

/** The blocks of a part, its cache point behind it. Text of nothing but white space is refused, so it is no block. */
export function encodePart(part: UserPart | AssistantPart, feature: string, encoding: Encoding): Block[] {
  const blocks = contentOf(part, feature, encoding);
  const point = encoding.cachePoint(part.cache, `${feature}.cache`);
  return point && blocks.length > 0 ? [...blocks, point] : blocks;
}

function contentOf(part: UserPart | AssistantPart, feature: string, encoding: Encoding): Block[] {
  switch (part.type) {
    case 'text':
      return encodeText(part, feature, encoding);
    case 'image':
    case 'audio':
    case 'file':
      return [encodeMedia(part, feature, encoding)];
    case 'reasoning':
      return encodeReasoning(part, feature, encoding);
    case 'tool-call':
      return [encodeToolCall(part, feature, encoding)];
    case 'hosted-tool-call': {
      const type = stringOf(ownData(part.vendor, feature, encoding).type);
      if (type === undefined) return leftOut(feature, 'Tools that another vendor ran cannot be replayed', encoding);
      return [{ toolUse: { toolUseId: part.id, name: part.name, input: part.input ?? {}, type } }];
    }
    case 'tool-result':
      return encodeToolResult(part, feature, encoding);
    case 'vendor': {
      const data = replayable(part.vendor, feature, encoding);
      return isRecord(data) ? [data as Block] : [];
    }
  }
}

/** Text that cites goes back as it came, so that it may be cited again. */
function encodeText({ text, vendor, citations }: TextPart, feature: string, encoding: Encoding): Block[] {
  if (text.trim() === '') return [];
  const cited = ownData(vendor, feature, encoding).cited === true ? (citations ?? []) : [];
  const raw = cited.flatMap((citation: Citation) => (citation.raw === undefined ? [] : [citation.raw]));
  return raw.length > 0 ? [{ citationsContent: { content: [{ text }], citations: raw } }] : [{ text }];
}

function encodeReasoning({ text, vendor }: ReasoningPart, feature: string, encoding: Encoding): Block[] {
  const { signature, redactedContent } = ownData(vendor, feature, encoding);
  if (typeof redactedContent === 'string') return [{ reasoningContent: { redactedContent } }];
  if (typeof signature === 'string') return [{ reasoningContent: { reasoningText: { text, signature } } }];
  // Other vendors' models never see what they thought before.
  if (!vendor && encoding.rules.vendor === 'anthropic')
    encoding.warnings.add(feature, 'Thoughts without a signature cannot be sent back; left out.');
  return [];
}

function encodeToolCall(part: ToolCallPart, feature: string, encoding: Encoding): Block {
  const input = part.input ?? parseJson(part.arguments || '{}');
  if (!isRecord(input)) encoding.warnings.add(feature, 'Arguments must be an object; they were put into one.');
  return {
    toolUse: {
      toolUseId: encoding.calls.sent(part.id),
      name: encoding.tools.sent(part.name),
      input: isRecord(input) ? (input as Block) : { arguments: (input as JsonValue) ?? part.arguments },
    },
  };
}

export function encodeToolResult(part: ToolResultPart, feature: string, encoding: Encoding): Block[] {
  const own = ownData(part.vendor, feature, encoding);
  const type = stringOf(own.type);
  if (part.hosted && type === undefined)
    return leftOut(feature, 'Results of tools that another vendor ran cannot be replayed', encoding);
  const content = resultContent(part.content, feature, encoding);
  return [
    {
      toolResult: {
        toolUseId: part.hosted ? part.toolCallId : encoding.calls.sent(part.toolCallId),
        content: content.length > 0 ? content : [{ text: '(no output)' }],
        ...(part.isError !== undefined && { status: part.isError ? 'error' : 'success' }),
        ...(type !== undefined && { type }),
      },
    },
  ];
}

function resultContent(content: ToolResultPart['content'], feature: string, encoding: Encoding): Block[] {
  if (typeof content === 'string') return content.trim() === '' ? [] : [{ text: content }];
  return content.flatMap((part, at): Block[] => {
    const place = `${feature}.content[${at}]`;
    if (part.cache) encoding.warnings.add(`${place}.cache`, 'Inside a result nothing can be marked; left out.');
    // `json` has to be an object.
    if (part.type === 'json')
      return isRecord(part.value) ? [{ json: part.value as Block }] : [{ text: JSON.stringify(part.value) }];
    return contentOf(part, place, encoding);
  });
}

function leftOut(feature: string, why: string, { warnings }: Encoding): [] {
  warnings.add(feature, `${why}; left out.`);
  return [];
}
