// The operations on the server's own models, loaded together with the first of them.
import type { OperationDeclaration } from '@kit/core';
import { modelsTransformer } from '../live-models.ts';
import { deleteTransformer } from './delete.ts';
import { psTransformer } from './ps.ts';
import { pullTransformer } from './pull.ts';
import { showTransformer } from './show.ts';

interface ManagementDeclarations {
  readonly models: OperationDeclaration<'models'>;
  readonly pull: OperationDeclaration<'pull'>;
  readonly show: OperationDeclaration<'show'>;
  readonly delete: OperationDeclaration<'delete'>;
  readonly ps: OperationDeclaration<'ps'>;
}

export const management: ManagementDeclarations = {
  models: { endpoint: { method: 'GET', path: '/api/tags' }, transformer: modelsTransformer },
  pull: { endpoint: { path: '/api/pull' }, streamTransformer: pullTransformer },
  show: { endpoint: { path: '/api/show' }, transformer: showTransformer },
  delete: { endpoint: { method: 'DELETE', path: '/api/delete' }, transformer: deleteTransformer },
  ps: { endpoint: { method: 'GET', path: '/api/ps' }, transformer: psTransformer },
};
