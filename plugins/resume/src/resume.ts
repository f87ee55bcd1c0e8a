// resume: continues a stream that breaks off in the middle.
import { defineMiddleware, type KitError, type Middleware, type WrapPoint } from '@kit/core';
import { isResumable } from './resumable.ts';
import { checkResumeOptions, type ResumeOptions } from './resume-options.ts';
import { ResumedSource, type ResumePoint } from './resumed-source.ts';

declare module '@kit/core' {
  interface KitEvents {
    /** A stream broke off, and is asked for its rest. */
    resume: {
      /** 1 is the first resumption of the stream. */
      readonly attempt: number;
      readonly by: 'again' | 'prefill' | 'prompt';
      readonly error: KitError;
    };
  }
}

/**
 * Continues a stream that breaks off after its answer has begun: what had arrived is sent back, the rest is asked for, and
 * a `resumed` part says where the two meet. Text alone is continued; an answer in which a tool has been called is not.
 *
 * @example
 * const ai = pipeline(fallback(target(openai(), …), target(anthropic(), …))).use(resume());
 *
 * @throws KitError `config` for a wrong option.
 */
export function resume(options: ResumeOptions = {}): Middleware {
  checkResumeOptions(options);
  return defineMiddleware({
    name: 'resume',
    stream: (next, at) => {
      const point = pointOf(options, next, at);
      return async (call) => {
        const stream = await next(call);
        if (!isResumable(call)) return stream;
        return stream.through((source) => {
          const resumed = new ResumedSource(source, call, point);
          resumed.watch(stream);
          return resumed;
        });
      };
    },
  });
}

function pointOf(options: ResumeOptions, next: ResumePoint['next'], at: WrapPoint<'stream'>): ResumePoint {
  const { max = 2, on, by = 'auto', prompt, toolCalls = 'fail', minOverlap, maxOverlap = 2_000, when } = options;
  const { vendor } = on ? (on.info ?? { vendor: undefined }) : at.provider;
  return {
    next: on ? (call) => on.handlers.stream(call) : next,
    isOther: on !== undefined,
    // The only vendor whose models go on from a last message of the assistant's, or say that they do not.
    by: by === 'auto' ? (vendor === 'anthropic' ? 'prefill' : 'prompt') : by,
    mayChange: by === 'auto',
    holdsCalls: toolCalls === 'hold',
    catalogues: [at.catalogue, on?.catalogue?.bind(on)],
    max,
    prompt,
    minOverlap,
    maxOverlap,
    when,
    tell: ({ context }, event) =>
      at.events.emit('resume', {
        ...event,
        operation: 'stream',
        requestId: context.requestId,
        ...(event.error.provider !== undefined && { provider: event.error.provider }),
        ...(event.error.model !== undefined && { model: event.error.model }),
      }),
  };
}
