// When a vendor's list of models cannot be had, what is known of them without asking has to do.
import { type Call, type Handler, isKitError, type ModelsResponse, type WrapPoint } from '@kit/core';

/** Answers with the provider's catalogue, and a warning, when the live list fails. */
export function orCatalogue(next: Handler<'models'>, at: WrapPoint): Handler<'models'> {
  const { catalogue } = at;
  if (!catalogue) return next;
  return async (call: Call<'models'>): Promise<ModelsResponse> => {
    try {
      return await next(call);
    } catch (error) {
      if (isKitError(error, 'aborted', 'config', 'invalid-request', 'budget-exceeded', 'guard-blocked')) throw error;
      const known = await catalogue().catch(() => undefined);
      if (!known) throw error;
      const { limit = known.models.length } = call.request ?? {};
      const { attempts } = call.context.trace;
      const detail = `The live list failed (${isKitError(error) ? error.code : 'unknown'}); these are the models known on ${known.asOf}.`;
      return {
        models: known.models.slice(0, limit),
        meta: { provider: at.provider.id, timings: {}, attempts },
        warnings: [{ feature: 'models', detail }],
      };
    }
  };
}
