// jinaClassify: what fits each text or picture best.
import { type JsonValue, KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { inputUsage } from '../usage.ts';
import { given, jinaOptions } from '../vendor-options.ts';
import type { JinaClassification } from './operations.ts';

const transformer: Transformer<'jinaClassify'> = {
  encode(request, context) {
    const { model, classifierId, input, labels } = request;
    if (!Array.isArray(input) || input.length === 0)
      throw new KitError('invalid-request', 'jinaClassify: `input` is required: a non-empty array.', {
        field: 'input',
      });
    if (classifierId === undefined && (labels?.length ?? 0) === 0)
      throw new KitError('invalid-request', 'jinaClassify: `labels` is required, unless `classifierId` names them.', {
        field: 'labels',
      });
    const value = given({
      model: classifierId === undefined ? model : undefined,
      classifier_id: classifierId,
      input: input as unknown as JsonValue,
      labels,
      ...jinaOptions(request.vendor, context),
    });
    return { wire: { body: { type: 'json', value } }, warnings: [], state: undefined };
  },
  decode(reply, _state, { provider }) {
    const outer = recordOf(reply.json());
    // Some replies stand in an envelope of `code`, `status` and `data`.
    const body = recordOf(outer?.data) ?? outer;
    if (!body || !Array.isArray(body.data))
      throw new KitError('invalid-response', 'The reply holds no classification.', { provider });
    const rows = body.data.filter(isRecord).toSorted((one, other) => place(one) - place(other));
    const usage = inputUsage(recordOf(body.usage));
    const model = stringOf(body.model);
    return { results: rows.map(resultOf), ...(usage && { usage }), ...(model !== undefined && { meta: { model } }) };
  },
};

const place = ({ index }: JsonRecord) => numberOf(index) ?? 0;

function resultOf({ prediction, score, predictions }: JsonRecord): JinaClassification {
  const scores = arrayOf(predictions).flatMap((one): [string, number][] => {
    const { label, score: own } = recordOf(one) ?? {};
    return typeof label === 'string' ? [[label, numberOf(own) ?? 0]] : [];
  });
  return { label: stringOf(prediction) ?? '', score: numberOf(score) ?? 0, scores: Object.fromEntries(scores) };
}

export const classifyOperation: OperationDeclaration<'jinaClassify'> = {
  endpoint: { path: '/classify' },
  transformer,
};
