// @kit/tools: tools from any schema, the loop that runs them, long conversations, structured output.
// biome-ignore-all assist/source/organizeImports: in the order in which a user learns them

// Tools
export { defineTool, type DefinedTool, type ToolDefinition, type ToolRun } from './tool/define-tool.ts';
export type { ToolOutcome, OutcomeOf, ToolStatus } from './tool/tool-outcome.ts';

// The loop
export { runTools, streamTools } from './loop/run-tools.ts';
export { ToolLoopStream } from './loop/tool-loop-stream.ts';
export type {
  Conversation,
  Fit,
  FittedConversation,
  LoopState,
  LoopTool,
  ToolLoopRequest,
  ToolLoopSettings,
  Turn,
} from './loop/loop-request.ts';
export type { LoopStop, ToolLoopResult, ToolLoopResultOf } from './loop/loop-result.ts';
export type { ConversationChange, LoopFinish, ToolLoopPart, TurnEnd } from './loop/loop-parts.ts';
export type { ToolEnd, ToolPart, ToolProgress, ToolStart } from './tool/tool-parts.ts';
export type { Approval, ApprovalRequest, ToolRunOptions } from './tool/run-settings.ts';
export type { OpenCall } from './tool/run-calls.ts';

// Structured output
export { object, streamObject } from './object/object.ts';
export { ObjectStream } from './object/object-stream.ts';
export type { ObjectRequest, ObjectSettings } from './object/object-request.ts';
export type { InvalidObject, ObjectResult } from './object/object-result.ts';
export type { AnswerEnd, InvalidAnswer, ObjectFinish, ObjectPart, ObjectSnapshot } from './object/object-parts.ts';
export type { DeepPartial } from './object/partial-type.ts';

// Long conversations
export { trimMessages, trimming, type TrimOptions } from './conversation/trim.ts';
export { compactMessages, compaction, type CompactedMessages, type CompactOptions } from './conversation/compact.ts';
export type { FitLimits } from './conversation/fit-limits.ts';

// Schemas
export { jsonSchema, prepareSchema, type Issue } from './schema/resolve-schema.ts';
export type { InputOf, OutputOf, Schema, StandardSchema } from './schema/standard-schema.ts';
export type { Validation } from './schema/read-value.ts';
export { repairJson, type RepairedJson } from './json/repair-json.ts';

// Sums
export { sumCost, sumUsage } from './sums.ts';
