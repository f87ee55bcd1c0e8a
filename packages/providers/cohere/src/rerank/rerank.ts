// The `rerank` operation: long lists are ranked in parts.
import type { Transformer } from '@kit/core';
import { rerankInParts } from '@kit/http';
import { rerankDocuments } from '../capabilities.ts';
import { rerankTransformer } from './transformer.ts';

export const rerankOperation = rerankInParts(
  { endpoint: { path: '/v2/rerank' }, transformer: rerankTransformer as Transformer<'rerank'> },
  rerankDocuments,
);
