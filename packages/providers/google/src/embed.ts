// Embeddings: one request carries a hundred inputs; more are several requests, answered as one.
import { embedInParts, type HandledOperation } from '@kit/http';
import type { GeminiOperations } from '@kit/transformer-gemini';

const mostInputs = 100;

export const embedOperation = (declaration: GeminiOperations['embed']): HandledOperation<'embed'> =>
  embedInParts(declaration, mostInputs);
