// health: the cheapest question, since nothing can be asked without one.
import { KitError, type WireRequest } from '@kit/core';
import { healthOperation } from '@kit/http';
import { recordOf } from '@kit/wire';

/** The language of a sentence, of one of the models that tell it. */
const question = (model: string): WireRequest => ({
  method: 'POST',
  path: `/${model}/langdetection`,
  body: { type: 'json', value: { text: 'Is anybody there?' } },
});

export const health = healthOperation({
  ask: question('python-langdetect'),
  otherwise: question('en_core_web_lg'),
  read(reply) {
    if (!recordOf(reply.json())) throw new KitError('invalid-response', 'The reply is no object.');
    return undefined;
  },
});
