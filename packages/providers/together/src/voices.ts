// The voices that there are: a list for each model of speech.
import { KitError, type Voice } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';

const asked = { method: 'GET', path: '/voices' };

export const voicesOperation: HandledOperation<'voices'> = {
  inspect: () => asked,
  async handle(call, exchange) {
    const { request, context } = call;
    const { action = 'list', search } = request;
    if (action !== 'list')
      throw new KitError('unsupported', `voices: Together can list voices, not ${action} them.`, { field: 'action' });
    const reply = await exchange.send(call, asked);
    const body = reply.json();
    const rows = Array.isArray(body) ? body : (recordOf(body)?.data ?? recordOf(body)?.voices);
    if (!Array.isArray(rows)) throw new KitError('invalid-response', 'The reply holds no voices.');
    const wanted = search?.toLowerCase() ?? '';
    const voices = rows.filter(isRecord).flatMap(voicesIn);
    return {
      voices: voices.filter(({ name }) => name.toLowerCase().includes(wanted)),
      meta: exchange.meta(context, reply),
      warnings: [],
    };
  },
};

/** `{ model, voices: [{ name }] }`, or a voice by itself. */
function voicesIn(row: JsonRecord): Voice[] {
  const model = stringOf(row.model);
  if (!Array.isArray(row.voices)) return voiceOf(row, model);
  return arrayOf(row.voices).flatMap((voice) => voiceOf(isRecord(voice) ? voice : { name: voice }, model));
}

function voiceOf(row: JsonRecord, model: string | undefined): Voice[] {
  const name = stringOf(row.name) ?? stringOf(row.id);
  if (name === undefined) return [];
  const language = stringOf(row.language);
  const gender = stringOf(row.gender);
  const description = stringOf(row.description) ?? (model === undefined ? undefined : `A voice of ${model}.`);
  return [
    {
      id: stringOf(row.id) ?? name,
      name,
      ...(language !== undefined && { language }),
      ...(gender !== undefined && { gender }),
      ...(description !== undefined && { description }),
    },
  ];
}
