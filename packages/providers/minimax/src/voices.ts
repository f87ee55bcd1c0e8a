// Voices: the vendor's, and those that were cloned of a recording.
import {
  type Call,
  type JsonObject,
  KitError,
  type Voice,
  type VoicesResponse,
  vendorOptions,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { uploadForm } from '@kit/transformer-openai';
import { arrayOf, isRecord, recordOf, stringOf } from '@kit/wire';
import type { GroupQuery } from './endpoint.ts';
import { wordOf } from './files.ts';

const all: WireRequest = { path: '/get_voice', body: { type: 'json', value: { voice_type: 'all' } } };

export function voicesOperation(query: GroupQuery): HandledOperation<'voices'> {
  return {
    inspect: () => all,
    async handle(call, exchange) {
      const { action = 'list' } = call.request;
      if (action === 'clone') return clone(call, exchange, query);
      if (action === 'delete')
        throw new KitError('unsupported', 'MiniMax: voices cannot be deleted here.', { field: 'action' });
      return list(call, exchange);
    },
  };
}

async function list(call: Call<'voices'>, exchange: Exchange): Promise<VoicesResponse> {
  const { id, search } = call.request;
  const reply = await exchange.send(call, all);
  const voices = Object.values(recordOf(reply.json()) ?? {})
    .flatMap((rows) => (Array.isArray(rows) ? rows.filter(isRecord) : []))
    .flatMap((row) => voiceOf(row) ?? [])
    .filter((voice) => id === undefined || voice.id === id)
    .filter(({ name }) => search === undefined || name.toLowerCase().includes(search.toLowerCase()));
  if (id !== undefined && voices.length === 0)
    throw new KitError('not-found', `MiniMax: there is no voice "${id}".`, { provider: exchange.provider });
  return { voices, meta: exchange.meta(call.context, reply), warnings: [] };
}

function voiceOf(row: Readonly<Record<string, unknown>>): Voice | undefined {
  const id = stringOf(row.voice_id);
  if (id === undefined) return undefined;
  const description = arrayOf(row.description)
    .filter((line) => typeof line === 'string')
    .join(' ');
  return { id, name: stringOf(row.voice_name) || id, ...(description !== '' && { description }) };
}

/** The recording is uploaded, then named together with the id that the voice is to have. */
async function clone(call: Call<'voices'>, exchange: Exchange, query: GroupQuery): Promise<VoicesResponse> {
  const { id, name, samples = [], vendor } = call.request;
  const [sample] = samples;
  const voiceId = id ?? name;
  if (!sample || voiceId === undefined)
    throw new KitError('invalid-request', 'voices: a clone needs a sample, and an `id` or a `name`.', {
      field: sample ? 'id' : 'samples',
    });
  const warnings =
    samples.length > 1
      ? [{ feature: 'samples', detail: 'One recording makes a voice; the others were left out.' }]
      : [];
  exchange.checked(call, warnings);
  const upload = { action: 'upload', ...sample, purpose: 'voice_clone' } as const;
  const sent = await exchange.send(call, {
    path: '/files/upload',
    query,
    body: { type: 'form', fields: uploadForm(upload, 'voice_clone') },
  });
  const fileId = recordOf(recordOf(sent.json())?.file)?.file_id;
  if (wordOf(fileId) === undefined)
    throw new KitError('invalid-response', 'The reply holds no file.', { provider: exchange.provider });
  const own = vendorOptions(vendor, exchange.codec(call), 'minimax') as JsonObject | undefined;
  const value = { file_id: fileId as number | string, voice_id: voiceId, ...own };
  const reply = await exchange.send(call, { path: '/voice_clone', query, body: { type: 'json', value } });
  const voice = { id: voiceId, name: name ?? voiceId };
  return { voices: [voice], meta: exchange.meta(call.context, reply), warnings };
}
