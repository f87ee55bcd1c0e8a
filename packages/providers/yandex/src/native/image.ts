// image: an operation that is started, asked for, and done at some time.
import {
  type Call,
  type CallContext,
  deriveContext,
  type ImageRequest,
  isKitError,
  type JsonObject,
  KitError,
  vendorOptions,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { type Exchange, type HandledOperation, leftOut, poll } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';
import type { ModelUri } from '../model-uri.ts';
import { nativeURL } from './endpoint.ts';

/** An operation that was just started may not be found yet. */
const mostUnfound = 5;

export function imageOperation(uri: ModelUri): HandledOperation<'image'> {
  return {
    async handle(call, exchange) {
      const { body, warnings } = encodeImage(call.request, uri, exchange.codec(call));
      exchange.checked(call, warnings);
      const started = await ask(call, exchange, '/foundationModels/v1/imageGenerationAsync', { body });
      const id = stringOf(recordOf(started.json())?.id);
      if (id === undefined) throw new KitError('invalid-response', 'The reply holds no operation.');
      const context = withoutPatch(call.context);
      const { reply, image } = await finished({ ...call, context }, exchange, id, started);
      const { model } = call.request;
      const meta = exchange.meta(call.context, reply, {
        responseId: id,
        ...(model !== undefined && { requestedModel: model }),
      });
      return {
        images: [{ data: image, mediaType: 'image/jpeg' }],
        usage: { state: 'reported', units: { images: 1 } },
        meta,
        warnings,
      };
    },
    inspect({ request }, codec) {
      const { body, warnings } = encodeImage(request, uri, codec);
      const path = '/foundationModels/v1/imageGenerationAsync';
      return { wire: { method: 'POST', path, body }, warnings };
    },
  };
}

interface Made {
  readonly reply: WireReply;
  readonly image: string;
}

async function finished(call: Call<'image'>, exchange: Exchange, id: string, started: WireReply): Promise<Made> {
  let unfound = 0;
  const made = (reply: WireReply): Made | undefined => {
    const operation = recordOf(reply.json());
    if (operation?.error) throw exchange.codec(call).failure({ body: operation, headers: reply.headers });
    if (operation?.done !== true) return undefined;
    const image = stringOf(recordOf(operation.response)?.image);
    if (image === undefined) throw new KitError('invalid-response', 'The operation made no picture.');
    return { reply, image };
  };
  return (
    made(started) ??
    poll(
      call.context,
      async () => {
        try {
          return made(await ask(call, exchange, `/operations/${encodeURIComponent(id)}`, { method: 'GET' }));
        } catch (error) {
          if (isKitError(error, 'not-found') && ++unfound <= mostUnfound) return undefined;
          throw error;
        }
      },
      { pollMs: 1_000, maxPollMs: 5_000 },
    )
  );
}

const withoutPatch = (context: CallContext) => (context.patch ? deriveContext(context, { patch: undefined }) : context);

/** One exchange with the native host, which need not be the one of the other wire. */
function ask(call: Call<'image'>, exchange: Exchange, path: string, wire: WireRequest): Promise<WireReply> {
  return exchange.send(call, { path, ...wire }, { baseURL: nativeURL });
}

function encodeImage(
  request: ImageRequest,
  uri: ModelUri,
  codec: Parameters<typeof vendorOptions>[1],
): { readonly body: { readonly type: 'json'; readonly value: JsonObject }; readonly warnings: readonly Warning[] } {
  const warnings = leftOut(request, ['negativePrompt', 'n', 'quality', 'style', 'background', 'user']);
  const warn = (feature: string, detail: string) => void warnings.push({ feature, detail });
  if (request.images?.length || request.mask)
    throw new KitError('unsupported', 'YandexART edits no pictures.', { field: 'images' });
  const { model, prompt, size, aspectRatio, format, seed, vendor } = request;
  if (format !== undefined && !/^jpe?g$/i.test(format)) warn('format', 'Pictures are JPEGs.');
  const [width, height] = (aspectRatio ?? size ?? '').split(/[:x*]/).map(Number);
  const hasRatio = width !== undefined && height !== undefined && width > 0 && height > 0;
  if (size !== undefined && aspectRatio === undefined)
    warn('size', 'Only the ratio of the sides can be said, which was sent.');
  const value = {
    modelUri: uri('art', model),
    messages: [{ text: prompt, weight: '1' }],
    generationOptions: {
      mimeType: 'image/jpeg',
      ...(seed !== undefined && { seed: String(seed) }),
      ...(hasRatio && { aspectRatio: { widthRatio: String(width), heightRatio: String(height) } }),
    },
    ...vendorOptions(vendor, codec, 'yandex-native'),
  } as JsonObject;
  return { body: { type: 'json', value }, warnings };
}
