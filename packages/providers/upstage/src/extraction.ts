// Information extraction has the wire of a chat and an address of its own.
import type { OperationDeclaration } from '@kit/core';
import { movedOperation } from '@kit/http';
import { isExtraction } from './capabilities.ts';

/** The declaration, at the other address for models that extract. */
export function extracting<K extends 'chat' | 'stream'>(declaration: OperationDeclaration<K>): OperationDeclaration<K> {
  return movedOperation(declaration, (path, { model = '' }) =>
    isExtraction(model) ? `/information-extraction${path}` : path,
  );
}
