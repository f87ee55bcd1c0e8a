// Options of resume(), with their defaults in words and their checks.
import { type Call, checkOptions, type KitError, type Provider } from '@kit/core';

/** What had arrived when the stream broke. */
export interface Said {
  /** The answer's text. */
  readonly text: string;
  /** Its last words, with which a continuation is asked to begin. */
  readonly ending: string;
}

/** A break to be judged. */
export interface ResumeFailure {
  readonly error: KitError;
  /** How often this stream was resumed before. */
  readonly resumed: number;
  readonly call: Call<'stream'>;
}

export interface ResumeOptions {
  /** How often one stream is resumed at most. Default 2. */
  readonly max?: number;
  /** Who continues; whoever was asked first if absent. Models are named by `target(provider, { model })`. */
  readonly on?: Provider<'stream'>;
  /**
   * How the continuation is asked for. `prefill`: what had arrived is the begin of the answer, which the model goes on
   * with; few do. `prompt`: what had arrived is an answer, and a message of the user's asks to go on. `auto` (default):
   * `prefill` for Anthropic, and `prompt` where that is refused and for all others.
   */
  readonly by?: 'auto' | 'prefill' | 'prompt';
  /** The message of the user's, in words of one's own. */
  readonly prompt?: string | ((said: Said) => string);
  /**
   * What happens to a tool call of which a part has arrived. `fail` (default): the stream fails. `hold`: tool calls are
   * handed out whole, so that one which breaks off was never seen and is asked for again.
   */
  readonly toolCalls?: 'fail' | 'hold';
  /** Shortest repetition that is cut. Default 20 characters, 4 where the continuation was asked to begin with some. */
  readonly minOverlap?: number;
  /** Longest repetition that is looked for. Default 2,000 characters. */
  readonly maxOverlap?: number;
  /** Decides over everything but aborts, refusals, and what cannot be continued. */
  readonly when?: (failure: ResumeFailure) => boolean | undefined;
}

const countFromOne = (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 1 ? undefined : 'a whole number, 1 or more';

/** @throws KitError `config` that names the option. */
export function checkResumeOptions(options: ResumeOptions): void {
  checkOptions('resume()', options, {
    max: countFromOne,
    on: (value) =>
      typeof value === 'object' && 'stream' in ((value as Partial<Provider<'stream'>> | null)?.handlers ?? {})
        ? undefined
        : 'a provider that has the operation "stream"',
    by: ['auto', 'prefill', 'prompt'],
    prompt: (value) =>
      (typeof value === 'string' && value.trim() !== '') || typeof value === 'function'
        ? undefined
        : 'a text, or a function that answers one',
    toolCalls: ['fail', 'hold'],
    minOverlap: countFromOne,
    maxOverlap: countFromOne,
    when: 'function',
  });
}
