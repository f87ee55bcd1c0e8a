// The exact request of a call, redacted and unsent.
import {
  type Call,
  type Encoded,
  type InspectedRequest,
  isKitError,
  type JsonValue,
  KitError,
  type Operation,
  type RequestOf,
  type Transformer,
} from '@kit/core';
import type { Grant } from './auth/auth.ts';
import type { HandledOperation } from './definition.ts';
import { isSensitive, queryOf, redacted, secretsOf, shownHeader, shownUrl } from './failure/redact.ts';
import { addedNames } from './request/added-names.ts';
import { baseOf, buildRequest, isForeign } from './request/build-request.ts';
import { CallCodec } from './request/codec-context.ts';
import { patched } from './request/patched.ts';
import { shownBody } from './request/shown-body.ts';
import type { Running } from './run-call.ts';
import { checked } from './run-declared.ts';

/** What a declared operation would send. */
export function inspectDeclared(running: Running): Promise<InspectedRequest> {
  const { plan, request } = running;
  const transformer = (plan.transformer ?? plan.streamTransformer) as Pick<Transformer<Operation>, 'encode'>;
  return inspectCall(running, (codec) => checked(transformer.encode(request as RequestOf<Operation>, codec), running));
}

/** What a handled operation would send first. */
export async function inspectHandled(
  call: Call,
  { inspect: show }: HandledOperation<Operation>,
  { caller, plan }: Pick<Running, 'caller' | 'plan'>,
): Promise<InspectedRequest> {
  const { operation, request, context } = call;
  const { provider } = caller;
  if (!show)
    throw new KitError('unsupported', `${provider}: "${operation}" is more than one request and cannot be shown.`, {
      provider,
      operation,
    });
  const { model } = request as { readonly model?: string };
  return inspectCall({ caller, plan, operation, request, model, context }, async (codec) => {
    const shown = await show(call, codec);
    return { state: undefined, ...('wire' in shown ? shown : { wire: shown, warnings: [] }) };
  });
}

/** Encodes as the call would; a missing credential is no obstacle. */
async function inspectCall<State>(
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
    const encoded = await encode(codec);
    const { warnings } = encoded;
    const wire = context.patch ? await patched(encoded.wire, context.patch) : encoded.wire;
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
