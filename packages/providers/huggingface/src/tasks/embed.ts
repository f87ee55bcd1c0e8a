// embed: feature extraction. Vectors of a text, or of each of its tokens.
import {
  type CodecContext,
  type EmbedRequest,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type Warning,
  type WireReply,
} from '@kit/core';
import { embedTexts } from '@kit/http';
import { rootOf, type TaskAddress } from './address.ts';
import { usageOf } from './facts.ts';

type Vector = readonly number[];

export function embedOperation(address: TaskAddress, pooling: 'mean' | undefined): OperationDeclaration<'embed'> {
  const transformer: Transformer<'embed', number> = {
    encode(request, context) {
      const warnings: Warning[] = [];
      const inputs = embedTexts(request);
      const value = {
        inputs,
        ...settingsOf(request, warnings),
        ...vendorOptions(request.vendor, context, 'huggingface'),
      };
      return {
        wire: { url: address(request.model ?? '', rootOf(context)), body: { type: 'json', value } },
        warnings,
        state: inputs.length,
      };
    },
    decode: (reply, count, context) => ({ embeddings: vectorsOf(reply, count, pooling, context), ...usageOf(reply) }),
  };
  return { endpoint: { path: '/' }, transformer: transformer as Transformer<'embed'> };
}

function settingsOf(request: EmbedRequest, warnings: Warning[]): Record<string, JsonValue> {
  const { dimensions, truncate, encoding, inputType, user } = request;
  const warn = (feature: string, detail: string) => void warnings.push({ feature, detail });
  if (encoding !== undefined && encoding !== 'float') warn('encoding', `Vectors come as floats, not as ${encoding}.`);
  if (inputType !== undefined)
    warn(
      'inputType',
      'Models name their prompts themselves: say `vendor: { huggingface: { prompt_name } }`; left out.',
    );
  if (user !== undefined) warn('user', 'The vendor does not take it; left out.');
  return {
    ...(dimensions !== undefined && { dimensions }),
    ...(truncate !== undefined && { truncate: truncate !== 'none' }),
    ...((truncate === 'start' || truncate === 'end') && {
      truncation_direction: truncate === 'start' ? 'Left' : 'Right',
    }),
  };
}

/** One vector, one for each text, or one for each token of each text: depth tells which. */
function vectorsOf(
  reply: WireReply,
  count: number,
  pooling: 'mean' | undefined,
  { provider }: CodecContext,
): readonly Vector[] {
  const told = reply.json();
  const depth = depthOf(told);
  if (depth === 1) return [told as Vector];
  if (depth === 2 && (count !== 1 || (told as Vector[]).length === 1)) return told as Vector[];
  if (depth !== 2 && depth !== 3) throw new KitError('invalid-response', 'The reply holds no vectors.', { provider });
  if (pooling !== 'mean') {
    const message =
      "The model gives a vector for each token: set the provider's option `pooling: 'mean'`, or take a model for sentences.";
    throw new KitError('unsupported', message, { provider, field: 'model' });
  }
  const texts = depth === 2 ? [told as Vector[]] : (told as Vector[][]);
  // Some answer a list of one around each text's tokens.
  return texts.map((tokens) => mean(depthOf(tokens) === 3 ? (tokens as unknown as Vector[][]).flat() : tokens));
}

/** How deep lists of numbers are nested; 0 for everything else. */
function depthOf(value: unknown): number {
  if (!Array.isArray(value)) return 0;
  const below = depthOf(value[0]);
  return below > 0 || typeof value[0] === 'number' ? 1 + below : 0;
}

function mean(tokens: readonly Vector[]): Vector {
  const sums = new Array<number>(tokens[0]?.length ?? 0).fill(0);
  for (const token of tokens)
    for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] as number) + (token[at] ?? 0);
  return sums.map((sum) => sum / Math.max(1, tokens.length));
}
