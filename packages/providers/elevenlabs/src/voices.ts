// The operation `voices`: list, look up, clone from recordings, delete.
import {
  type Call,
  KitError,
  type Voice,
  type VoicesRequest,
  type VoicesResponse,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { collectPages, type Exchange, type ShownOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { queryOf } from './request-parts.ts';
import { elevenlabsOptions } from './vendor-options.ts';

type VoicesCall = Call<'voices'>;

export const voicesOperation: ShownOperation<'voices'> = {
  inspect: ({ request }, codec) => encode(request ?? {}, elevenlabsOptions(request?.vendor, codec)),
  async handle(call, exchange) {
    const request = call.request ?? {};
    const { action = 'list' } = request;
    if (action === 'list') return list(call, exchange);
    const own = elevenlabsOptions(request.vendor, exchange.codec(call));
    const reply = await exchange.send(call, encode(request, own));
    const body = recordOf(reply.json());
    const result = (voices: readonly Voice[], warnings: readonly Warning[] = []): VoicesResponse => ({
      voices,
      meta: exchange.meta(call.context, reply),
      warnings,
    });
    if (action === 'delete') return result([]);
    if (action === 'get') return result(voicesOf([body]));
    const id = stringOf(body?.voice_id);
    if (id === undefined)
      throw new KitError('invalid-response', 'The reply holds no voice.', { provider: exchange.provider });
    const detail = 'The voice has to be verified at the vendor before it can be used.';
    return result(
      [
        {
          id,
          name: request.name ?? id,
          ...(request.description !== undefined && { description: request.description }),
        },
      ],
      body?.requires_verification === true ? [{ feature: 'voice', detail }] : [],
    );
  },
};

async function list(call: VoicesCall, exchange: Exchange): Promise<VoicesResponse> {
  const request = call.request ?? {};
  const own = elevenlabsOptions(request.vendor, exchange.codec(call));
  let reply: WireReply | undefined;
  const voices = await collectPages<Voice>(async (cursor) => {
    reply = await exchange.send(call, encode(request, { ...own, next_page_token: cursor }));
    const body = recordOf(reply.json());
    if (!body || !Array.isArray(body.voices))
      throw new KitError('invalid-response', 'The reply holds no voices.', { provider: exchange.provider });
    const next = body.has_more === true ? stringOf(body.next_page_token) : undefined;
    return { items: voicesOf(body.voices), next };
  });
  return { voices, meta: exchange.meta(call.context, reply as WireReply), warnings: [] };
}

function encode(request: VoicesRequest, own: ReturnType<typeof elevenlabsOptions>): WireRequest {
  const { action = 'list', id, search } = request;
  switch (action) {
    case 'list':
      return { method: 'GET', path: `/v2/voices${queryOf({ page_size: 100, search, ...own })}` };
    case 'clone':
      return encodeClone(request, own);
    default:
      if (id === undefined)
        throw new KitError('invalid-request', `voices: \`id\` is required to ${action} a voice.`, { field: 'id' });
      return { method: action === 'get' ? 'GET' : 'DELETE', path: `/v1/voices/${encodeURIComponent(id)}` };
  }
}

function encodeClone(
  { name, description, samples = [] }: VoicesRequest,
  own: ReturnType<typeof elevenlabsOptions>,
): WireRequest {
  if (name === undefined || samples.length === 0)
    throw new KitError('invalid-request', 'voices: a clone needs `name` and `samples`, recordings of the voice.', {
      field: name === undefined ? 'name' : 'samples',
    });
  const more = Object.entries({ description, ...own }).flatMap(([field, value]) =>
    value === undefined ? [] : [{ name: field, value: typeof value === 'string' ? value : JSON.stringify(value) }],
  );
  const files = samples.map(({ data, mediaType, name: fileName }, at) => ({
    name: 'files',
    data,
    fileName: fileName ?? `sample-${at + 1}`,
    mediaType,
  }));
  return { path: '/v1/voices/add', body: { type: 'form', fields: [{ name: 'name', value: name }, ...more, ...files] } };
}

function voicesOf(rows: unknown): Voice[] {
  return arrayOf(rows)
    .filter(isRecord)
    .flatMap((row) => {
      const id = stringOf(row.voice_id);
      return id === undefined ? [] : [{ id, name: stringOf(row.name) ?? id, ...labelsOf(row) }];
    });
}

function labelsOf(row: JsonRecord): Partial<Voice> {
  const labels = recordOf(row.labels);
  const language = stringOf(labels?.language);
  const gender = stringOf(labels?.gender);
  const description = stringOf(row.description);
  const previewUrl = stringOf(row.preview_url);
  return {
    ...(language !== undefined && { language }),
    ...(gender !== undefined && { gender }),
    ...(description && { description }),
    ...(previewUrl !== undefined && { previewUrl }),
  };
}
