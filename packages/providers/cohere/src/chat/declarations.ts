// Chat and its stream, ready to run. The price table is loaded with them: costs come from billed units, not from tokens.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';
import { type BilledPrices, billedPrices } from '../billed-prices.ts';
import { chatTransformer, streamTransformer } from './transformer.ts';

const endpoint = { path: '/v2/chat' };

export const chatDeclaration: OperationDeclaration<'chat'> = {
  load: async () => ({ endpoint, transformer: chatTransformer(await prices()) as Transformer<'chat'> }),
};

export const streamDeclaration: OperationDeclaration<'stream'> = {
  load: async () => ({ endpoint, streamTransformer: streamTransformer(await prices()) as StreamTransformer<'stream'> }),
};

/** A table that cannot be loaded knows no prices. */
function prices(): Promise<BilledPrices> {
  return import('../models.ts').then(
    ({ catalogue }) => billedPrices(catalogue),
    () => () => undefined,
  );
}
