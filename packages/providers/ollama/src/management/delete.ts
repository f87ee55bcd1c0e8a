// Deleting a local model: the one DELETE with a body.
import { KitError, type Transformer, vendorOptions } from '@kit/core';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';

export const deleteTransformer: Transformer<'delete', { readonly model: string }> = {
  encode({ model, vendor }, context) {
    const body = { model, ...vendorOptions(vendor, context, wireId) };
    return { wire: { body: jsonBody(body) }, warnings: [], state: { model } };
  },
  // The server answers nothing; a model that is not there is a 404.
  decode(reply, { model }, { provider }) {
    if (/^\s*</.test(reply.text()))
      throw new KitError('invalid-response', 'The reply is a page and no word of the server.', { provider });
    return { model, deleted: true };
  },
};
