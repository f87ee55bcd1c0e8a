// Folds chat parts into a ChatResponse: the one accumulator, equal to decoding the complete reply.
import type { JsonValue } from '../json.ts';
import type { ChatChoice, ChatResponse, FinishReason, TokenLogprob } from '../model/chat.ts';
import type { AssistantPart, Citation, ToolCallPart } from '../model/messages.ts';
import type { VendorData } from '../model/origin.ts';
import type { Cost, ResponseMeta } from '../model/result.ts';
import type { StreamPart } from '../model/stream-parts.ts';
import type { Usage } from '../model/usage.ts';
import type { Warning } from '../warnings.ts';
import type { Fold } from './fold.ts';
import { chatResponse } from '../chat-response.ts';

interface Block {
  type: AssistantPart['type'];
  index: number | undefined;
  text: string;
  /** The finished part, for blocks that arrive whole. */
  part: AssistantPart | undefined;
  citations: Citation[] | undefined;
  vendor: VendorData | undefined;
  /** A tool call whose end has not come: id and name, arguments in `text`. */
  call: { id: string; name: string } | undefined;
}

interface Choice {
  blocks: Block[];
  last: Block | undefined;
  finishReason: FinishReason | undefined;
  rawFinishReason: string | undefined;
  vendor: VendorData | undefined;
  logprobs: TokenLogprob[] | undefined;
}

export function foldChat(): Fold<StreamPart, ChatResponse> {
  const choices: Choice[] = [];
  const warnings: Warning[] = [];
  let usage: Usage | undefined;
  let cost: Cost | undefined;
  let meta: ResponseMeta | undefined;
  let started: { responseId?: string; model?: string } = {};
  let finish: { finishReason: FinishReason; rawFinishReason?: string } | undefined;
  let characters = 0;

  const choiceAt = (index: number): Choice => {
    let choice = choices[index];
    if (!choice) {
      choice = { blocks: [], last: undefined, finishReason: undefined, rawFinishReason: undefined, vendor: undefined, logprobs: undefined };
      choices[index] = choice;
    }
    return choice;
  };

  const blockFor = (choice: Choice, type: Block['type'], index: number | undefined): Block => {
    const { last } = choice;
    if (last && last.type === type && last.index === index && !last.part) return last;
    if (index !== undefined) {
      const known = choice.blocks.find((block) => block.index === index && block.type === type && !block.part);
      if (known) return (choice.last = known);
    }
    const block: Block = { type, index, text: '', part: undefined, citations: undefined, vendor: undefined, call: undefined };
    choice.blocks.push(block);
    return (choice.last = block);
  };

  const whole = (choice: Choice, index: number | undefined, part: AssistantPart) => {
    const block: Block = { type: part.type, index, text: '', part, citations: undefined, vendor: undefined, call: undefined };
    choice.blocks.push(block);
    choice.last = block;
  };

  const add = (part: StreamPart): void => {
    switch (part.type) {
      case 'text':
      case 'reasoning': {
        const block = blockFor(choiceAt(part.choice ?? 0), part.type, part.index);
        block.text += part.text;
        characters += part.text.length;
        return;
      }
      case 'tool-call-start': {
        const block = blockFor(choiceAt(part.choice ?? 0), 'tool-call', part.index);
        if (block.call && block.call.id !== part.id) {
          const choice = choiceAt(part.choice ?? 0);
          whole(choice, part.index, { type: 'tool-call', id: part.id, name: part.name, arguments: '' });
          const next = choice.last as Block;
          next.part = undefined;
          next.call = { id: part.id, name: part.name };
        } else block.call = { id: part.id, name: part.name };
        return;
      }
      case 'tool-call-delta': {
        const choice = choiceAt(part.choice ?? 0);
        const block = choice.blocks.find((candidate) => candidate.call?.id === part.id) ?? blockFor(choice, 'tool-call', part.index);
        block.text += part.delta;
        characters += part.delta.length;
        return;
      }
      case 'tool-call': {
        const choice = choiceAt(part.choice ?? 0);
        const { type, id, name, input, invalid, vendor } = part;
        const done: ToolCallPart = {
          type, id, name, arguments: part.arguments,
          ...(input !== undefined && { input }),
          ...(invalid !== undefined && { invalid }),
          ...(vendor && { vendor }),
        };
        const open = choice.blocks.find((candidate) => candidate.call?.id === id && !candidate.part);
        if (open) open.part = done;
        else {
          characters += part.arguments.length;
          whole(choice, part.index, done);
        }
        return;
      }
      case 'hosted-tool-call': {
        const { choice, index, ...rest } = part;
        return whole(choiceAt(choice ?? 0), index, rest);
      }
      case 'tool-result': {
        const { choice, index, ...rest } = part;
        return whole(choiceAt(choice ?? 0), index, rest);
      }
      case 'vendor':
        return whole(choiceAt(part.choice ?? 0), part.index, { type: 'vendor', vendor: part.vendor });
      case 'file':
        return whole(choiceAt(part.choice ?? 0), part.index, part.file);
      case 'citation': {
        const choice = choiceAt(part.choice ?? 0);
        const texts = choice.blocks.filter((block) => block.type === 'text');
        const block = (part.index === undefined ? undefined : texts.find(({ index }) => index === part.index)) ?? texts.at(-1) ?? blockFor(choice, 'text', part.index);
        (block.citations ??= []).push(part.citation);
        return;
      }
      case 'block-end': {
        if (!part.vendor) return;
        const choice = choiceAt(part.choice ?? 0);
        const block = part.index === undefined ? choice.last : choice.blocks.findLast(({ index }) => index === part.index);
        // A block without a word (a redacted thought, a signature alone) still has its place.
        if (block) block.vendor = part.vendor;
        else whole(choice, part.index, { type: 'vendor', vendor: part.vendor });
        return;
      }
      case 'logprobs': {
        const choice = choiceAt(part.choice ?? 0);
        (choice.logprobs ??= []).push(...part.logprobs);
        return;
      }
      case 'choice-end': {
        const choice = choiceAt(part.choice ?? 0);
        choice.finishReason = part.finishReason;
        choice.rawFinishReason = part.rawFinishReason;
        choice.vendor = part.vendor ?? choice.vendor;
        return;
      }
      case 'start':
        started = part;
        meta = part.meta ?? meta;
        return;
      case 'usage':
        usage = part.usage;
        return;
      case 'warning':
        warnings.push(part.warning);
        return;
      case 'finish':
        finish = part;
        usage = part.usage ?? usage;
        cost = part.cost ?? cost;
        meta = part.meta ?? meta;
        return;
      default: // progress, raw, resumed, and types that are not known yet
    }
  };

  return {
    add(batch) {
      for (const part of batch) add(part);
    },
    get usage() {
      return usage;
    },
    get characters() {
      return characters;
    },
    result() {
      if (choices.length === 0) choiceAt(0);
      return chatResponse({
        choices: choices.filter(Boolean).map((choice, index) => readChoice(choice, index, finish)),
        meta: { provider: '', timings: {}, attempts: [], ...metaOfStart(started), ...meta },
        usage, cost, warnings: [...warnings],
      });
    },
  };
}

function metaOfStart({ responseId, model }: { responseId?: string; model?: string }): Partial<ResponseMeta> {
  return { ...(responseId !== undefined && { responseId }), ...(model !== undefined && { model }) };
}

function readChoice(
  choice: Choice,
  index: number,
  finish: { finishReason: FinishReason; rawFinishReason?: string } | undefined,
): Pick<ChatChoice, 'index' | 'message' | 'finishReason' | 'rawFinishReason' | 'logprobs'> {
  const content: AssistantPart[] = [];
  for (const block of choice.blocks) {
    const part = readBlock(block);
    if (part) content.push(part);
  }
  const own = choice.finishReason !== undefined;
  const rawFinishReason = own ? choice.rawFinishReason : finish?.rawFinishReason;
  return {
    index,
    message: { role: 'assistant', content, ...(choice.vendor && { vendor: choice.vendor }) },
    finishReason: choice.finishReason ?? finish?.finishReason ?? 'other',
    ...(rawFinishReason !== undefined && { rawFinishReason }),
    ...(choice.logprobs && { logprobs: choice.logprobs }),
  };
}

function readBlock({ type, text, part, citations, vendor, call }: Block): AssistantPart | undefined {
  if (part) return vendor ? ({ ...part, vendor } as AssistantPart) : part;
  const opaque = vendor && { vendor };
  if (type === 'text') {
    if (text === '' && !vendor && !citations) return undefined;
    return { type, text, ...(citations && { citations }), ...opaque };
  }
  if (type === 'reasoning') return text === '' && !vendor ? undefined : { type, text, ...opaque };
  // A tool call that was cut off: shown as it is, marked as not to be run.
  if (type === 'tool-call' && call) return { type, ...call, arguments: text, invalid: 'The stream ended before the arguments were complete.', ...opaque };
  return undefined;
}

/** A tool call's argument text, read: `input` if it is JSON, `invalid` with the reason if not. Empty text means `{}`. */
export function parseToolArguments(text: string): { input: JsonValue } | { invalid: string } {
  if (text.trim() === '') return { input: {} };
  try {
    return { input: JSON.parse(text) as JsonValue };
  } catch (error) {
    return { invalid: `The arguments are not JSON: ${(error as Error).message}` };
  }
}
