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
  const flush = (out: StreamPart[]) => {
    for (const { held, part } of blocks.values()) put(out, part, held.end());
    blocks.clear();
  };
  const take = (part: StreamPart, out: StreamPart[]) => {
    if (leaks.has(part.type)) return;
    if (part.type === 'text' || part.type === 'reasoning') {
      const key = `${part.type} ${part.choice ?? 0} ${part.index ?? ''}`;
      let block = blocks.get(key);
      if (!block) blocks.set(key, (block = { held: new HeldText(checks, place), part }));
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
        for (const part of batch) take(part, out);
        if (out.length > 0) return out;
      }
    },
    cancel: (reason) => source.cancel(reason),
  };
}

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
  const ask = async () => {
    const texts = new Map<string, string>();
    for (const part of held) {
      if (part.type !== 'text' && part.type !== 'reasoning') continue;
      const key = `${part.type} ${part.choice ?? 0}`;
      texts.set(key, (texts.get(key) ?? '') + part.text);
    }
    try {
      for (const text of texts.values()) await checkWhole(text, checks, place);
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
        verdict = 'asked';
        void ask();
      }
      return undefined;
    },
    cancel: (reason) => source.cancel(reason),
  };
}
