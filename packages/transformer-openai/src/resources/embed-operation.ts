// Embeddings of vendors that take a number of texts at once: more are several requests, answered as one.
import { KitError, type OperationDeclaration } from '@kit/core';
import { fanOut, type HandledOperation, joinResults } from '@kit/http';

export interface EmbedPieces {
  /** Texts that one request carries. */
  readonly mostInputs: number;
}

/** The operation `embed` of such a vendor: `embedOperation(openaiOperations(dialect, { operations: ['embed'] }).embed, { mostInputs: 100 })`. */
export function embedOperation(
  declaration: OperationDeclaration<'embed'>,
  { mostInputs }: EmbedPieces,
): HandledOperation<'embed'> {
  return {
    async handle(call, exchange) {
      const { input } = call.request;
      if (typeof input === 'string' || input.length <= mostInputs) return exchange.run(call, declaration);
      const pieces = [];
      for (let at = 0; at < input.length; at += mostInputs)
        pieces.push({ ...call.request, input: input.slice(at, at + mostInputs) });
      const results = await fanOut(call, pieces, (piece) => exchange.run(piece, declaration));
      return { ...joinResults(results), embeddings: results.flatMap(({ embeddings }) => embeddings) };
    },
    async inspect({ request }, codec) {
      let loaded = declaration;
      while ('load' in loaded) loaded = await loaded.load();
      if (!('transformer' in loaded)) throw new KitError('config', 'embed: vectors are not streamed.');
      const { endpoint, transformer } = loaded;
      const { wire, warnings } = transformer.encode(request, codec);
      const path = typeof endpoint.path === 'string' ? endpoint.path : endpoint.path(request);
      return { wire: { path, ...wire }, warnings };
    },
  };
}
