// Moderation by a model that judges: Llama Guard says `safe`, or `unsafe` and the hazards' numbers. One text a request.
import {
  type Call,
  type CodecContext,
  type JsonObject,
  KitError,
  type ModerateRequest,
  type ModerationResult,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
} from '@kit/core';
import { fanOut, type HandledOperation, joinResults, type ShownRequest } from '@kit/http';
import { arrayOf, recordOf, stringOf } from '@kit/wire';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';
import { runUsage } from './usage.ts';

const hazards: Readonly<Record<string, string>> = {
  S1: 'violent-crimes',
  S2: 'non-violent-crimes',
  S3: 'sex-crimes',
  S4: 'child-exploitation',
  S5: 'defamation',
  S6: 'specialized-advice',
  S7: 'privacy',
  S8: 'intellectual-property',
  S9: 'indiscriminate-weapons',
  S10: 'hate',
  S11: 'self-harm',
  S12: 'sexual-content',
  S13: 'elections',
  S14: 'code-interpreter-abuse',
};

const transformer: Transformer<'moderate'> = {
  encode(request, context) {
    const own = vendorOptions(request.vendor, context, 'cloudflare-run') as JsonObject | undefined;
    const content = textOf(textsOf(request)[0] ?? '');
    const value = { messages: [{ role: 'user', content }], ...own };
    return { wire: { body: { type: 'json', value } }, warnings: [], state: undefined };
  },
  decode(reply, _, { provider }) {
    const result = recordOf(resultOf(reply.json()));
    const choice = recordOf(recordOf(arrayOf(result?.choices)[0])?.message);
    const verdict = verdictOf(result?.response ?? choice?.content);
    if (!verdict) throw new KitError('invalid-response', 'The reply holds no verdict.', { provider });
    const usage = runUsage(result?.usage);
    return { results: [verdict], ...(usage && { usage }) };
  },
};

type Input = Exclude<ModerateRequest['input'], string>[number];

const textsOf = ({ input }: ModerateRequest): readonly Input[] => (typeof input === 'string' ? [input] : input);

/** @throws KitError `unsupported` for anything but text */
function textOf(input: Input): string {
  if (typeof input === 'string') return input;
  return input
    .map((part) => {
      if (part.type === 'text') return part.text;
      throw new KitError('unsupported', 'Llama Guard reads text alone.', { field: 'input' });
    })
    .join('\n');
}

/** `unsafe\nS1,S9`, or `{ safe: false, categories: ['S1'] }` where JSON was asked for. */
function verdictOf(response: unknown): ModerationResult | undefined {
  const record = recordOf(response);
  const text = stringOf(response)?.trim().toLowerCase();
  const known = typeof record?.safe === 'boolean' || text?.startsWith('safe') || text?.startsWith('unsafe');
  if (!known) return undefined;
  const flagged = record ? record.safe === false : !text?.startsWith('safe');
  const said = record ? arrayOf(record.categories).map(String) : ((text ?? '').toUpperCase().match(/S\d+/g) ?? []);
  const categories = Object.fromEntries(Object.values(hazards).map((name) => [name, false]));
  for (const code of said) categories[hazards[code] ?? code] = true;
  return { flagged, categories };
}

const declaration: OperationDeclaration<'moderate'> = {
  endpoint: { path: ({ model = '' }) => runPath(model) },
  transformer,
};

export const moderateOperation: HandledOperation<'moderate'> = {
  async handle(call, exchange) {
    const requests = textsOf(call.request).map((one) => ({ ...call.request, input: [one] }));
    const results = await fanOut(call, requests, (one) => exchange.run(one, declaration));
    if (results.length === 0) return exchange.run(call, declaration);
    return { ...joinResults(results), results: results.flatMap((one) => one.results) };
  },
};

/** The first of the requests, for `inspect`. */
export function firstVerdict({ request }: Call<'moderate'>, codec: CodecContext): ShownRequest {
  const { wire, warnings } = transformer.encode(request, codec);
  return { wire: { path: runPath(request.model ?? ''), ...wire }, warnings };
}
