// Voices for speech: those of the vendor, and one's own.
import {
  type CodecContext,
  type JsonObject,
  KitError,
  type Voice,
  type VoicesRequest,
  vendorOptions,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { collectPages, type HandledOperation } from '@kit/http';
import { arrayOf, bytesToBase64, numberOf, recordOf, stringOf } from '@kit/wire';

const path = '/audio/voices';
const pageSize = 100;

export const voicesOperation: HandledOperation<'voices'> = {
  async handle(call, exchange) {
    const { request, context } = call;
    let last: WireReply | undefined;
    const ask = async (page?: string) => {
      last = await exchange.send(call, wireRequest(request, exchange.codec(call), page));
      return last;
    };
    const voices = await answered(request, ask);
    return { voices, meta: exchange.meta(context, last as WireReply), warnings: [] };
  },
  inspect: ({ request }, codec) => wireRequest(request, codec),
};

async function answered(request: VoicesRequest, ask: (page?: string) => Promise<WireReply>): Promise<readonly Voice[]> {
  const { action = 'list', id, search } = request;
  if (action !== 'list') {
    const reply = await ask();
    if (action === 'delete') return id === undefined ? [] : [{ id, name: id }];
    return voicesIn([reply.json()]);
  }
  const all = await collectPages(async (page = '1') => {
    const body = (await ask(page)).json();
    const { items, total } = recordOf(body) ?? {};
    const rows = items ?? recordOf(body)?.data ?? recordOf(body)?.voices ?? body;
    if (!Array.isArray(rows)) throw new KitError('invalid-response', 'The reply holds no voices.');
    const more = rows.length >= pageSize && Number(page) * pageSize < (numberOf(total) ?? 0);
    return { items: voicesIn(rows), next: more ? String(Number(page) + 1) : undefined };
  });
  const wanted = search?.toLowerCase();
  return wanted === undefined ? all : all.filter(({ name }) => name.toLowerCase().includes(wanted));
}

function wireRequest(request: VoicesRequest, codec: CodecContext, page = '1'): WireRequest {
  const { action = 'list', id, name, samples = [] } = request;
  if (action === 'list') return { method: 'GET', path, query: { page, page_size: String(pageSize) } };
  if (action !== 'clone') {
    if (id === undefined)
      throw new KitError('invalid-request', `voices: \`id\` is required to ${action} a voice.`, { field: 'id' });
    return { method: action === 'delete' ? 'DELETE' : 'GET', path: `${path}/${encodeURIComponent(id)}` };
  }
  const [sample, ...others] = samples;
  if (!sample || others.length > 0)
    throw new KitError('invalid-request', 'voices: a voice is cloned from one sample.', { field: 'samples' });
  const value = {
    name,
    sample_audio: bytesToBase64(sample.data),
    ...(sample.name !== undefined && { sample_filename: sample.name }),
    ...vendorOptions(request.vendor, codec, 'mistral'),
  };
  return { method: 'POST', path, body: { type: 'json', value: value as JsonObject } };
}

function voicesIn(rows: readonly unknown[]): Voice[] {
  return rows.flatMap((value) => {
    const row = recordOf(value);
    const id = stringOf(row?.id) ?? stringOf(row?.voice_id);
    if (!row || id === undefined) return [];
    const language = stringOf(row.language) ?? stringOf(arrayOf(row.languages)[0]);
    const gender = stringOf(row.gender);
    const description = stringOf(row.description);
    return {
      id,
      name: stringOf(row.name) ?? id,
      ...(language !== undefined && { language }),
      ...(gender !== undefined && { gender }),
      ...(description !== undefined && { description }),
    };
  });
}
