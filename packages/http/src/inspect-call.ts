// The exact request of a call, redacted and unsent.
import { type Encoded, type InspectedRequest, isKitError, type JsonValue, KitError } from '@kit/core';
import type { Grant } from './auth/auth.ts';
import { isSensitive, queryOf, redacted, secretsOf, shownHeader, shownUrl } from './failure/redact.ts';
import { addedNames } from './request/added-names.ts';
import { shownBody } from './request/body.ts';
import { baseOf, buildRequest, isForeign } from './request/build-request.ts';
import { CallCodec } from './request/codec-context.ts';
import type { Running } from './run-call.ts';

/** Encodes as the call would; a missing credential is no obstacle. */
export async function inspectCall<State>(
  running: Running,
  encode: (codec: CallCodec) => Encoded<State> | Promise<Encoded<State>>,
): Promise<InspectedRequest> {
  const { plan, request, context } = running;
  const base = baseOf(context, plan.base);
  const foreign = isForeign(base, plan.base);
  const grant = foreign && !context.credentials ? undefined : await borrowed(running);
  const codec = new CallCodec(running, base.prefix, grant?.account ?? grant?.label, {
    failure: ({ status }) => new KitError('server', 'A failure while inspecting.', { status }),
  });
  try {
    const { wire, warnings } = await encode(codec);
    const built = buildRequest(plan, wire, { request, context, base, foreign });
    const { method, headers, body } = built.request;
    let { url } = built.request;
    if (grant && !built.unsigned) {
      const signed = typeof body === 'string' || body instanceof Uint8Array ? body : undefined;
      url = (await grant.apply({ method, url, headers, body: signed }))?.url ?? url;
    }
    const added = addedNames(headers, wire.headers, plan, context);
    const secrets = secretsOf({ url, headers }, added);
    return {
      method,
      url: shownUrl(url, newFields(built.request.url, url)),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          added.has(name) || isSensitive(name) ? shownHeader(value) : value,
        ]),
      ),
      ...(built.content && { body: redacted(shownBody(built.content), secrets) as JsonValue }),
      warnings,
    };
  } finally {
    // Nothing was asked of the vendor, so the pool learns nothing.
    grant?.settle?.({ error: new KitError('aborted', 'The request was only inspected.') });
  }
}

/** A credential for show. Strategies that would have to ask a server for one say what it will look like instead. */
async function borrowed({ caller, context }: Running): Promise<Grant | undefined> {
  const { auth } = caller;
  if (auth.preview && !context.credentials) return { apply: auth.preview };
  try {
    return await auth.acquire(context);
  } catch (error) {
    if (isKitError(error, 'authentication', 'rate-limit')) return undefined;
    throw error;
  }
}

function newFields(before: string, after: string): ReadonlySet<string> {
  const known = new Set(queryOf(before).map(([name]) => name));
  return new Set(
    queryOf(after)
      .map(([name]) => name)
      .filter((name) => !known.has(name)),
  );
}
