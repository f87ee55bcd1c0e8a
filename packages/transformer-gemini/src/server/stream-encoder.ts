// Parts → the events of `streamGenerateContent`: server-sent, or one JSON array in pieces. No end marker.
import type { Citation, JsonObject, JsonValue, KitError, PartEncoder, StreamPart, Usage, VendorData } from '@kit/core';
import { ownData } from '../chat/wire-data.ts';
import type { Body } from '../vendor-fields.ts';
import { encodeLogprobs, encodeMessageData, encodeUsage, finishWord, promptFeedbackOf } from './encode-answer.ts';
import { encodeError } from './encode-error.ts';
import { encodeAnswerCall, encodeAnswerMedia, encodeAnswerPart } from './encode-parts.ts';
import { replyFields } from './encode-response.ts';

/** How events are put into the body. */
interface Frame {
  event(value: JsonObject): string;
  end(): string;
}

function eventFrame(): Frame {
  return { event: (value) => `data: ${JSON.stringify(value)}\r\n\r\n`, end: () => '' };
}

function arrayFrame(): Frame {
  let opened = false;
  return {
    event(value) {
      const before = opened ? ',\r\n' : '[';
      opened = true;
      return before + JSON.stringify(value);
    },
    end: () => (opened ? ']' : '[]'),
  };
}

interface Choice {
  /** Text and thoughts by block: a signature that comes after them needs to know which it closes. */
  readonly blocks: Map<number | undefined, 'text' | 'reasoning'>;
  readonly texts: Map<number | undefined, { text: string; citations: Citation[] }>;
  end: Body | undefined;
  vendor: VendorData | undefined;
  sent: boolean;
}

export function sseEncoder(): PartEncoder {
  return streamEncoder(eventFrame());
}

export function arrayEncoder(): PartEncoder {
  return streamEncoder(arrayFrame());
}

function streamEncoder(frame: Frame): PartEncoder {
  const choices: Choice[] = [];
  let reply: JsonObject = {};
  let usage: Usage | undefined;
  let text = '';
  let open: { choice: number; parts: Body[] } | undefined;

  const choiceAt = (index: number): Choice =>
    (choices[index] ??= { blocks: new Map(), texts: new Map(), end: undefined, vendor: undefined, sent: false });

  const flush = () => {
    if (!open) return;
    const { choice, parts } = open;
    open = undefined;
    emit(choice, { content: { role: 'model', parts: parts as JsonValue[] } });
  };
  const emit = (choice: number, candidate: Body) => {
    text += frame.event({ candidates: [{ ...candidate, index: choice } as JsonObject], ...reply });
  };
  const put = (choice: number, part: Body | undefined) => {
    if (!part) return;
    if (open?.choice !== choice) {
      flush();
      open = { choice, parts: [] };
    }
    open.parts.push(part);
    choiceAt(choice).sent = true;
  };

  const add = (part: StreamPart): void => {
    switch (part.type) {
      case 'start':
        reply = replyFields({ ...part.meta, ...part });
        return;
      case 'text':
      case 'reasoning':
        return addText(part, choiceAt(part.choice ?? 0), put);
      case 'tool-call':
        return put(part.choice ?? 0, encodeAnswerCall(part));
      case 'file':
        return put(part.choice ?? 0, encodeAnswerMedia(part.file));
      case 'hosted-tool-call':
      case 'tool-result':
      case 'vendor':
        return put(part.choice ?? 0, encodeAnswerPart(part));
      case 'block-end':
        return put(part.choice ?? 0, lateSignature(part.vendor, choiceAt(part.choice ?? 0).blocks.get(part.index)));
      case 'citation':
        citedText(choiceAt(part.choice ?? 0), part.index).citations.push(part.citation);
        return;
      case 'logprobs':
        flush();
        return emit(part.choice ?? 0, encodeLogprobs(part.logprobs));
      case 'choice-end': {
        const choice = choiceAt(part.choice ?? 0);
        choice.end = { finishReason: finishWord(part.finishReason, part.rawFinishReason) };
        choice.vendor = part.vendor;
        return;
      }
      case 'usage':
        usage = part.usage;
        return;
      case 'finish':
        flush();
        text += frame.event(
          lastEvent(choices, finishWord(part.finishReason, part.rawFinishReason), part.usage ?? usage, reply),
        );
        return;
      default: // the starts and pieces of tool calls, warnings, progress: this wire has no word for them
    }
  };

  const taken = () => {
    const all = text;
    text = '';
    return all;
  };
  return {
    parts(batch) {
      for (const part of batch) add(part);
      flush();
      return taken();
    },
    end: () => frame.end(),
    error(error: KitError) {
      flush();
      return taken() + frame.event(encodeError(error).body as JsonObject) + frame.end();
    },
  };
}

function addText(
  part: Extract<StreamPart, { type: 'text' | 'reasoning' }>,
  choice: Choice,
  put: (choice: number, part: Body | undefined) => void,
): void {
  choice.blocks.set(part.index, part.type);
  if (part.type === 'text') citedText(choice, part.index).text += part.text;
  put(part.choice ?? 0, encodeAnswerPart({ type: part.type, text: part.text }));
}

function citedText(choice: Choice, index: number | undefined): { text: string; citations: Citation[] } {
  let cited = choice.texts.get(index);
  if (!cited) choice.texts.set(index, (cited = { text: '', citations: [] }));
  return cited;
}

/** The words have gone out: their signature follows in an empty part, as the vendor itself does it. */
function lateSignature(vendor: VendorData | undefined, type: 'text' | 'reasoning' | undefined): Body | undefined {
  const own = ownData(vendor);
  if (!own || !type) return undefined;
  return { text: '', ...(type === 'reasoning' && { thought: true }), ...own };
}

function lastEvent(choices: readonly Choice[], word: string, usage: Usage | undefined, reply: JsonObject): JsonObject {
  const usageMetadata = encodeUsage(usage);
  const known = choices.flatMap((choice, index) => (choice ? [{ choice, index }] : []));
  const feedback = promptFeedbackOf(known[0]?.choice.vendor);
  const isBlocked = feedback !== undefined && known.every(({ choice }) => !choice.sent);
  const candidates = known.map(({ choice, index }) => ({
    content: { role: 'model', parts: [{ text: '' }] },
    finishReason: word,
    ...choice.end,
    index,
    ...encodeMessageData(choice.vendor, [...choice.texts.values()]),
  }));
  return {
    ...(isBlocked
      ? { promptFeedback: feedback }
      : { candidates: (candidates.length > 0 ? candidates : [{ finishReason: word, index: 0 }]) as JsonValue }),
    ...(usageMetadata && { usageMetadata }),
    ...reply,
  };
}
