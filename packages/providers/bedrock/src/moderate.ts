// Moderation by a guardrail of one's own: `model` is its id, with the version behind a colon.
import { KitError, type ModerateRequest, type ModerationResult, vendorOptions, type WireRequest } from '@kit/core';
import { fanOut, joinResults, type ShownOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { encodeImage } from './converse/encode-media.ts';
import { wireId } from './wire-id.ts';

export const moderateOperation: ShownOperation<'moderate'> = {
  async handle(call, exchange) {
    const inputs = typeof call.request.input === 'string' ? [call.request.input] : call.request.input;
    const own = vendorOptions(call.request.vendor, exchange.codec(call), wireId);
    const requests = inputs.map((input) => ({ ...call.request, input: [input] }));
    const answers = await fanOut(call, requests, async (part) => {
      const reply = await exchange.send(part, encode(part.request, own));
      const known = { ...(part.request.model !== undefined && { requestedModel: part.request.model }) };
      const result = verdictOf(recordOf(reply.json()) ?? {}, exchange.provider);
      return { result, meta: exchange.meta(call.context, reply, known), warnings: [] };
    });
    return { ...joinResults(answers), results: answers.map(({ result }) => result) };
  },
  inspect: ({ request }, codec) => {
    const [first = ''] = typeof request.input === 'string' ? [request.input] : request.input;
    return encode({ ...request, input: [first] }, vendorOptions(request.vendor, codec, wireId));
  },
};

/** `vendor.bedrock.source`: `INPUT` (what users say, default) or `OUTPUT` (what models say). */
function encode({ model, input }: ModerateRequest, own: Readonly<Record<string, unknown>> = {}): WireRequest {
  if (model === undefined) {
    const message = 'moderate: `model` is required: the id of a guardrail and its version, such as "gr-1a2b3c:1".';
    throw new KitError('invalid-request', message, { field: 'model' });
  }
  const colon = model.startsWith('arn:') ? model.indexOf(':', model.indexOf('guardrail/')) : model.lastIndexOf(':');
  const id = colon < 0 ? model : model.slice(0, colon);
  const version = colon < 0 ? 'DRAFT' : model.slice(colon + 1);
  const [first = ''] = typeof input === 'string' ? [input] : input;
  const parts = typeof first === 'string' ? [{ type: 'text' as const, text: first }] : first;
  const content = parts.map((part, at) => {
    if (part.type === 'text') return { text: { text: part.text } };
    if (part.type === 'image') return encodeImage(part, `input.content[${at}]`);
    throw new KitError('unsupported', `moderate: a ${part.type} part cannot be judged.`, { field: `input[${at}]` });
  });
  return {
    method: 'POST',
    path: `/guardrail/${encodeURIComponent(id)}/version/${encodeURIComponent(version)}/apply`,
    body: { type: 'json', value: { source: 'INPUT', content, ...own } as never },
  };
}

/** @throws KitError `invalid-response` for a reply without a verdict: it is not one that finds nothing. */
function verdictOf(body: JsonRecord, provider: string): ModerationResult {
  if (typeof body.action !== 'string')
    throw new KitError('invalid-response', 'The reply holds no verdict.', { provider });
  const categories: Record<string, boolean> = {};
  for (const assessment of arrayOf(body.assessments)) {
    for (const policy of Object.values(recordOf(assessment) ?? {})) {
      for (const list of Object.values(recordOf(policy) ?? {})) {
        for (const finding of arrayOf(list)) if (isRecord(finding)) note(finding, categories);
      }
    }
  }
  return { flagged: body.action === 'GUARDRAIL_INTERVENED', categories };
}

/** A finding names a topic, a type of content, an entity, or a word. */
function note(finding: JsonRecord, categories: Record<string, boolean>): void {
  const name = stringOf(finding.name) ?? stringOf(finding.type) ?? stringOf(finding.match);
  if (name === undefined) return;
  categories[name] = categories[name] === true || (finding.action !== 'NONE' && finding.detected !== false);
}
