// Images: a Gemini model draws one a request, so `n` of them are as many requests; Imagen counts by itself.
import { addUsage, type Call, type ImageResponse, type OperationDeclaration, type Transformer } from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';

export function imageOperation(
  declaration: OperationDeclaration<'image'> & { readonly transformer: Transformer<'image'> },
): HandledOperation<'image'> {
  return {
    handle: async (call, exchange) => {
      const first = await exchange.run(call, declaration);
      const missing = (call.request.n ?? 1) - first.images.length;
      // What the filter took out was asked for and answered: asking on would only pay for more of the same.
      const filtered = first.warnings.some(({ feature }) => feature === 'images');
      return missing > 0 && first.images.length > 0 && !filtered
        ? withMore(first, missing, call, exchange, declaration)
        : first;
    },
    inspect: (call, codec) => declaration.transformer.encode(call.request, codec).wire,
  };
}

/** One of them failing fails the call: half of what was asked for is no answer. */
async function withMore(
  first: ImageResponse,
  missing: number,
  call: Call<'image'>,
  exchange: Exchange,
  declaration: OperationDeclaration<'image'>,
): Promise<ImageResponse> {
  const single = { ...call, request: { ...call.request, n: 1 } };
  const more = await Promise.all(Array.from({ length: missing }, () => exchange.run(single, declaration)));
  const answers = [first, ...more];
  const usage = addUsage(...answers.map((answer) => answer.usage));
  const costs = answers.flatMap(({ cost }) => cost ?? []);
  const { cost, ...rest } = first;
  return {
    ...rest,
    images: answers.flatMap(({ images }) => images),
    warnings: first.warnings,
    ...(usage && { usage }),
    ...(cost &&
      costs.length === answers.length && {
        cost: { ...cost, amount: costs.reduce((sum, { amount }) => sum + amount, 0) },
      }),
  };
}
