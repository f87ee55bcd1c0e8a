// A stream under guard: each block's text goes through the checks, everything else keeps its place after it.
import type { PartSource, StreamPart } from '@kit/core';
import { checkWhole } from './apply-findings.ts';
import type { Check, CheckPlace } from './check.ts';
import { HeldText } from './held-text.ts';

/** Parts that say the text again in other words, past all checks. */
const leaks: ReadonlySet<string> = new Set(['raw', 'logprobs']);
/** Parts that stand beside the text, and may go out before it. */
const beside: ReadonlySet<string> = new Set(['start', 'usage', 'progress', 'warning']);

type TextPart = Extract<StreamPart, { type: 'text' | 'reasoning' }>;

interface Block {
  readonly held: HeldText;
  part: TextPart;
}

/** With checks that look at windows only. */
export function windowed(
  source: PartSource<StreamPart>,
  checks: readonly Check[],
  place: CheckPlace,
): PartSource<StreamPart> {
  const blocks = new Map<string, Block>();
  let latest: Block | undefined;
  const flush = (out: StreamPart[]) => {
    for (const { held, part } of blocks.values()) put(out, part, held.end());
    blocks.clear();
    latest = undefined;
  };
  const blockOf = (part: TextPart): Block => {
    // Mostly one block goes on.
    if (latest && continues(latest.part, part)) return latest;
    const key = `${part.type} ${part.choice ?? 0} ${part.index ?? ''}`;
    let block = blocks.get(key);
    if (!block) blocks.set(key, (block = { held: new HeldText(checks, place), part }));
    latest = block;
    return block;
  };
  const take = (part: StreamPart, out: StreamPart[]) => {
    if (leaks.has(part.type)) return;
    if (isText(part)) {
      const block = blockOf(part);
      block.part = part;
      put(out, part, block.held.push(part.text));
    } else if (beside.has(part.type)) out.push(part);
    else {
      flush(out);
      out.push(part.type === 'block-end' && part.text !== undefined ? { ...part, text: undefined } : part);
    }
  };
  return {
    read(wake) {
      for (;;) {
        const batch = source.read(wake);
        if (!batch) return batch;
        const out: StreamPart[] = [];
        for (const part of joined(batch)) take(part, out);
        if (out.length > 0) return out;
      }
    },
    cancel: (reason) => source.cancel(reason),
  };
}

/** Pieces of one block that came together are one piece: they are looked at once. */
function joined(batch: readonly StreamPart[]): readonly StreamPart[] {
  if (batch.length === 1) return batch;
  const parts: StreamPart[] = [];
  for (let at = 0; at < batch.length; at++) {
    const part = batch[at] as StreamPart;
    if (!isText(part)) {
      parts.push(part);
      continue;
    }
    let { text } = part;
    for (let next = batch[at + 1]; next && continues(part, next); next = batch[at + 1]) {
      text += next.text;
      at++;
    }
    parts.push({ ...part, text });
  }
  return parts;
}

const isText = (part: StreamPart): part is TextPart => part.type === 'text' || part.type === 'reasoning';

const continues = (part: TextPart, next: StreamPart): next is TextPart =>
  next.type === part.type && next.choice === part.choice && next.index === part.index;

function put(out: StreamPart[], part: TextPart, text: string): void {
  if (text !== '') out.push(text === part.text ? part : { ...part, text });
}

/** With checks that need the whole: everything is held until the end, then checked, then let go. */
export function whole(
  source: PartSource<StreamPart>,
  checks: readonly Check[],
  place: CheckPlace,
): PartSource<StreamPart> {
  const held: StreamPart[] = [];
  let verdict: 'open' | 'asked' | 'passed' | 'done' = 'open';
  let failure: { readonly error: unknown } | undefined;
  let wakeReader = () => {};
  const ask = async (texts: readonly string[]) => {
    try {
      for (const text of texts) await checkWhole(text, checks, place);
    } catch (error) {
      failure = { error };
    }
    verdict = 'passed';
    wakeReader();
  };
  return {
    read(wake) {
      if (failure) throw failure.error;
      if (verdict === 'done') return source.read(wake);
      if (verdict === 'passed') {
        verdict = 'done';
        return held;
      }
      wakeReader = wake;
      while (verdict === 'open') {
        const batch = source.read(wake);
        if (batch === undefined) return undefined;
        if (batch) held.push(...batch.filter(({ type }) => !leaks.has(type)));
        if (batch && batch.at(-1)?.type !== 'finish') continue;
        const texts = textsOf(held);
        if (texts.length === 0) {
          // Nothing to be asked about: to wake a reader before it waits would be to leave it waiting.
          verdict = 'done';
          return held;
        }
        verdict = 'asked';
        void ask(texts);
      }
      return undefined;
    },
    cancel: (reason) => source.cancel(reason),
  };
}

/** What is said, of each choice and kind in one piece. */
function textsOf(parts: readonly StreamPart[]): readonly string[] {
  const texts = new Map<string, string>();
  for (const part of parts) {
    if (!isText(part)) continue;
    const key = `${part.type} ${part.choice ?? 0}`;
    texts.set(key, (texts.get(key) ?? '') + part.text);
  }
  return [...texts.values()];
}
