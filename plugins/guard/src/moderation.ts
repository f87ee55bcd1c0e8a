// A moderation provider as a check.
import { checkOptions, deriveContext, type Provider } from '@kit/core';
import type { Check } from './check.ts';

export interface ModerationOptions {
  readonly model?: string;
  /** Score from which a category counts; the vendor's own verdict if absent. */
  readonly threshold?: number;
  /** When the provider fails: `closed` (default) fails the call, `open` lets the text pass. */
  readonly onFailure?: 'closed' | 'open';
}

/** Needs the whole text: a stream is held back until its text is over. */
export function moderation(provider: Provider<'moderate'>, options: ModerationOptions = {}): Check {
  checkOptions('moderation()', options, { model: 'string', threshold: 'positive', onFailure: ['closed', 'open'] });
  const { model, threshold, onFailure = 'closed' } = options;
  return {
    name: 'moderation',
    window: Number.POSITIVE_INFINITY,
    async find(text, { context }) {
      // What the caller says to one vendor (keys, endpoints, bodies) is not for another.
      const own = deriveContext(context, {
        credentials: undefined,
        baseURL: undefined,
        headers: undefined,
        query: undefined,
        patch: undefined,
      });
      const request = { input: [text], ...(model !== undefined && { model }) };
      try {
        const { results } = await provider.handlers.moderate({ operation: 'moderate', request, context: own });
        const [verdict] = results;
        const scores = Object.entries(verdict?.scores ?? {});
        const flagged = threshold === undefined ? verdict?.flagged : scores.some(([, score]) => score >= threshold);
        if (!flagged) return [];
        const names =
          threshold === undefined
            ? Object.entries(verdict?.categories ?? {}).filter(([, is]) => is)
            : scores.filter(([, score]) => score >= threshold);
        const reason = names.map(([name]) => name).join(', ') || 'flagged';
        return [{ start: 0, end: text.length, reason }];
      } catch (error) {
        if (onFailure === 'open' && !context.scope.reason) return [];
        throw error;
      }
    },
  };
}
