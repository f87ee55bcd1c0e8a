// A reply or an event of the cloud's API in OpenAI's words. Failures stay as they are: the error table knows them.
import { arrayOf, isRecord, type JsonRecord, recordOf } from '@kit/wire';
import { tellsFailure } from '../errors.ts';
import { unwrapped } from './action.ts';

export function plainBody(body: unknown): unknown {
  if (!isRecord(body) || tellsFailure(body)) return body;
  const { Id, Created, Model, Note, Choices, Usage, SearchInfo, ModerationLevel } = unwrapped(body);
  return {
    ...named({ id: Id, created: Created, model: Model, note: Note, moderation_level: ModerationLevel }),
    ...(Choices !== undefined && { choices: arrayOf(Choices).map(plainChoice) }),
    ...(isRecord(Usage) && { usage: plainUsage(Usage) }),
    ...(isRecord(SearchInfo) && { search_info: plainSearch(SearchInfo) }),
  };
}

/** Without the members that are not there. */
const named = (fields: Readonly<Record<string, unknown>>): JsonRecord =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

function plainChoice(value: unknown, place: number): JsonRecord {
  const { Index, FinishReason, Message, Delta } = recordOf(value) ?? {};
  return {
    index: Index ?? place,
    finish_reason: FinishReason === '' ? null : (FinishReason ?? null),
    ...(isRecord(Message) && { message: plainMessage(Message) }),
    ...(isRecord(Delta) && { delta: plainMessage(Delta) }),
  };
}

function plainMessage({ Role, Content, ReasoningContent, ToolCalls }: JsonRecord): JsonRecord {
  return named({
    role: Role,
    content: Content,
    reasoning_content: ReasoningContent,
    tool_calls: Array.isArray(ToolCalls) ? ToolCalls.map(plainCall) : undefined,
  });
}

function plainCall(value: unknown): JsonRecord {
  const { Id, Type, Index, Function: asked } = recordOf(value) ?? {};
  const { Name, Arguments } = recordOf(asked) ?? {};
  return named({ id: Id, type: Type, index: Index, function: named({ name: Name, arguments: Arguments }) });
}

function plainUsage({ PromptTokens, CompletionTokens, TotalTokens, PromptTokensDetails }: JsonRecord): JsonRecord {
  const details = recordOf(PromptTokensDetails);
  return named({
    prompt_tokens: PromptTokens,
    completion_tokens: CompletionTokens,
    total_tokens: TotalTokens,
    prompt_tokens_details: details && named({ cached_tokens: details.CachedTokens }),
  });
}

const plainSearch = ({ SearchResults }: JsonRecord): JsonRecord => ({
  search_results: arrayOf(SearchResults).map((row) => {
    const { Index, Title, Url, Text } = recordOf(row) ?? {};
    return named({ index: Index, title: Title, url: Url, text: Text });
  }),
});
