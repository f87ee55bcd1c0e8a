// Images: bytes, JSON, or work that is asked for until it is done.
import { type Call, type GeneratedImage, type ImageResponse, KitError, type Usage, type WireReply } from '@kit/core';
import { type Exchange, type HandledOperation, poll } from '@kit/http';
import { arrayOf, bytesToBase64, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { encodeImage } from './encode-image.ts';

export const imageOperation: HandledOperation<'image'> = {
  inspect({ request }, codec) {
    const { wire, warnings } = encodeImage(request, codec);
    return { wire, warnings };
  },
  async handle(call, exchange): Promise<ImageResponse> {
    const { request, context } = call;
    const { kind, place, wire, warnings } = encodeImage(request, exchange.codec(call));
    exchange.checked(call, warnings);
    const reply = await exchange.send(call, wire);
    const images = kind === 'kontext' ? [await waitFor(call, exchange, place, reply)] : imagesIn(reply);
    const usage: Usage = { state: 'reported', units: { images: images.length } };
    const cost = await exchange.cost(usage, request.model);
    const known = request.model === undefined ? {} : { requestedModel: request.model };
    return { images, usage, ...(cost && { cost }), meta: exchange.meta(context, reply, known), warnings };
  },
};

/** Kontext answers a request's id, and its picture later. */
async function waitFor(
  call: Call<'image'>,
  exchange: Exchange,
  place: string,
  reply: WireReply,
): Promise<GeneratedImage> {
  const id = stringOf(recordOf(reply.json())?.request_id);
  if (id === undefined) throw noImage();
  const path = `${place}/get_result`;
  const look = async () => {
    const asked = await exchange.send(call, { path, body: { type: 'json', value: { id } } });
    return finished(recordOf(asked.json()) ?? {});
  };
  return poll(call.context, look, { pollMs: 500, maxPollMs: 5_000 });
}

/** The picture, or undefined while it is not there. @throws KitError where it never will be */
function finished(row: JsonRecord): GeneratedImage | undefined {
  const status = stringOf(row.status) ?? '';
  const result = recordOf(row.result);
  if (status === 'Ready') {
    const url = stringOf(result?.sample);
    if (url === undefined) throw noImage();
    const seed = numberOf(result?.seed);
    return { url, ...(seed !== undefined && { seed }) };
  }
  // `Content Moderated`, `Request Moderated`
  if (/moderated/i.test(status)) throw new KitError('content-filter', `Fireworks: ${status}.`);
  if (/not found/i.test(status)) throw new KitError('not-found', `Fireworks: ${status}.`);
  if (/error|failed/i.test(status)) throw new KitError('server', `Fireworks: ${status}.`);
  return undefined;
}

/** The bytes of one picture, or `{ base64, finishReason, seed }`. */
function imagesIn(reply: WireReply): GeneratedImage[] {
  const mediaType = reply.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType?.startsWith('image/') && reply.bytes.length > 0)
    return [{ data: bytesToBase64(reply.bytes), mediaType }];
  if (mediaType !== 'application/json') throw noImage();
  const body = reply.json();
  const rows = (Array.isArray(body) ? body : [body]).map(recordOf).filter((row) => row !== undefined);
  const images = rows.flatMap((row) => {
    const seed = numberOf(row.seed);
    const all = Array.isArray(row.base64) ? arrayOf(row.base64) : [row.base64];
    return all.flatMap((data) =>
      typeof data === 'string' && data !== ''
        ? [{ data, mediaType: typeOf(data), ...(seed !== undefined && { seed }) }]
        : [],
    );
  });
  if (images.length > 0) return images;
  const reason = rows.map((row) => stringOf(row.finishReason)).find((word) => word !== undefined);
  if (reason !== undefined && /filter|moderat/i.test(reason))
    throw new KitError('content-filter', `Fireworks: no picture was made (${reason}).`);
  throw noImage();
}

/** JPEG begins with FF D8 FF. */
const typeOf = (base64: string) => (base64.startsWith('/9j/') ? 'image/jpeg' : 'image/png');

const noImage = () => new KitError('invalid-response', 'The reply holds no picture.');
