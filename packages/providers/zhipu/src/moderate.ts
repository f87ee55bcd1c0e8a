// Moderation: texts are passed, to be looked at, or refused, with the kinds of risk by name.
import {
  type CodecContext,
  type JsonObject,
  KitError,
  type ModerateRequest,
  type ModerationResult,
  type OperationDeclaration,
  vendorOptions,
} from '@kit/core';
import { arrayOf, isRecord, recordOf, stringOf } from '@kit/wire';

export const moderateOperation: OperationDeclaration<'moderate'> = {
  endpoint: { path: '/moderations' },
  transformer: {
    encode({ model, input, vendor }: ModerateRequest, context: CodecContext) {
      const own = vendorOptions(vendor, context, 'zhipu') as JsonObject | undefined;
      const texts = (typeof input === 'string' ? [input] : input).map(textOf);
      // The provider's own model is one for chats.
      const judge = model === undefined || /^glm-\d/i.test(model) ? 'moderation' : model;
      const value = { model: judge, input: texts.length === 1 ? (texts[0] as string) : texts, ...own } as JsonObject;
      return { wire: { body: { type: 'json', value } }, warnings: [], state: undefined };
    },
    decode(reply, _, { provider }) {
      const body = recordOf(reply.json());
      const rows = body?.result_list ?? body?.results;
      if (!Array.isArray(rows)) throw new KitError('invalid-response', 'The reply holds no verdict.', { provider });
      return { results: rows.filter(isRecord).map(verdictOf) };
    },
  },
};

function textOf(item: string | readonly { readonly type: string }[]): string {
  if (typeof item === 'string') return item;
  return item
    .map((part) => {
      if (part.type === 'text') return (part as { readonly text?: string }).text ?? '';
      throw new KitError('unsupported', 'moderate: only texts can be sent.', { field: 'input' });
    })
    .join('\n');
}

/** `{ risk_level: PASS | REVIEW | REJECT, risk_type: [name] }`, or OpenAI's form. */
function verdictOf(row: Readonly<Record<string, unknown>>): ModerationResult {
  const names = arrayOf(row.risk_type).flatMap((name) => stringOf(name) ?? []);
  const level = stringOf(row.risk_level);
  const told = Object.entries(recordOf(row.categories) ?? {}).map(([name, value]) => [name, value === true] as const);
  return {
    flagged: level === undefined ? row.flagged === true : level.toUpperCase() !== 'PASS',
    categories: Object.fromEntries([...told, ...names.map((name) => [name, true] as const)]),
  };
}
