// Embeddings: one request carries a hundred inputs; more are several requests, answered as one.
import { addUsage, type Call, type EmbedRequest, type EmbedResponse, type OperationDeclaration } from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { embedInputs, encodeEmbed } from '@kit/transformer-gemini';
import { googleDialect } from './dialect.ts';

const mostInputs = 100;

export function embedOperation(declaration: OperationDeclaration<'embed'>): HandledOperation<'embed'> {
  return {
    handle: (call, exchange) => {
      const inputs = embedInputs(call.request);
      return inputs.length <= mostInputs
        ? exchange.run(call, declaration)
        : embedInPieces(inputs, call, exchange, declaration);
    },
    inspect: (call, codec) => encodeEmbed(firstPiece(call.request), codec, googleDialect).wire,
  };
}

function firstPiece(request: EmbedRequest): EmbedRequest {
  const inputs = embedInputs(request);
  return inputs.length > mostInputs ? { ...request, input: inputs.slice(0, mostInputs) } : request;
}

/** One after the other: the requests of one call must not outrun the limit of the key by themselves. */
async function embedInPieces(
  inputs: ReturnType<typeof embedInputs>,
  call: Call<'embed'>,
  exchange: Exchange,
  declaration: OperationDeclaration<'embed'>,
): Promise<EmbedResponse> {
  const pieces: EmbedResponse[] = [];
  for (let at = 0; at < inputs.length; at += mostInputs) {
    const request = { ...call.request, input: inputs.slice(at, at + mostInputs) };
    pieces.push(await exchange.run({ ...call, request }, declaration));
  }
  const [first] = pieces as [EmbedResponse];
  const usage = addUsage(...pieces.map((piece) => piece.usage));
  const { cost: _, ...rest } = first;
  return {
    ...rest,
    embeddings: pieces.flatMap(({ embeddings }) => embeddings),
    ...(usage && { usage }),
    ...totalCost(pieces),
  };
}

/** Known only if it is known for every piece. */
function totalCost(pieces: readonly EmbedResponse[]): Pick<EmbedResponse, 'cost'> {
  const costs = pieces.flatMap(({ cost }) => cost ?? []);
  const [first] = costs;
  if (!first || costs.length < pieces.length) return {};
  const { breakdown: _, ...rest } = first;
  return { cost: { ...rest, amount: costs.reduce((sum, { amount }) => sum + amount, 0) } };
}
