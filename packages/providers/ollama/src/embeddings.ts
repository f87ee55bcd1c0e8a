// Embeddings: `POST /api/embed`.
import {
  type CodecContext,
  type EmbedRequest,
  KitError,
  type OperationDeclaration,
  type Transformer,
  type Usage,
} from '@kit/core';
import { isRecord, numberOf, recordOf, stringOf, type WarningList, warningList } from '@kit/wire';
import { finishBody, type RequestDefaults } from './request-body.ts';

type EmbedInput = Exclude<EmbedRequest['input'], string>[number];

export function embedDeclaration(defaults: RequestDefaults): OperationDeclaration<'embed'> {
  return { endpoint: { path: '/api/embed' }, transformer: embedTransformer(defaults) as Transformer<'embed'> };
}

/** State: how many vectors are due. */
export function embedTransformer(defaults: RequestDefaults = {}): Transformer<'embed', number> {
  return {
    encode(request, context) {
      const warnings = warningList();
      const inputs = typeof request.input === 'string' ? [request.input] : request.input;
      warnOfTheRest(request, warnings);
      const draft = {
        model: request.model,
        input: inputs.map((input, at) => textOf(input, `input[${at}]`, context)),
        dimensions: request.dimensions,
        truncate: truncateOf(request.truncate, warnings),
      };
      const value = finishBody(draft, {}, request, context, defaults);
      return { wire: { body: { type: 'json', value } }, warnings: warnings.warnings, state: inputs.length };
    },
    decode(reply, vectors, { provider }) {
      const body = recordOf(reply.json()) ?? {};
      const embeddings = vectorsIn(body.embeddings ?? body.embedding);
      if (embeddings.length !== vectors) {
        throw new KitError('invalid-response', `${embeddings.length} embeddings came for ${vectors} inputs.`, {
          provider,
        });
      }
      const model = stringOf(body.model);
      const inputTokens = numberOf(body.prompt_eval_count);
      const usage: Usage | undefined = inputTokens === undefined ? undefined : { state: 'reported', inputTokens };
      return { embeddings, ...(usage && { usage }), meta: model === undefined ? {} : { model } };
    },
  };
}

/** A list of vectors; older servers give one vector by itself. */
function vectorsIn(value: unknown): number[][] {
  if (!Array.isArray(value)) return [];
  return (typeof value[0] === 'number' ? [value] : value.filter(Array.isArray)) as number[][];
}

/** @throws KitError `unsupported` for what is no text. */
function textOf(input: EmbedInput, feature: string, { provider }: CodecContext): string {
  if (typeof input === 'string') return input;
  const other = input.findIndex((part) => !isRecord(part) || part.type !== 'text');
  if (other >= 0) {
    const field = `${feature}[${other}]`;
    throw new KitError('unsupported', `embed: \`${field}\` must be text: Ollama embeds nothing else.`, {
      provider,
      field,
    });
  }
  return input.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

function truncateOf(truncate: EmbedRequest['truncate'], warnings: WarningList): boolean | undefined {
  if (truncate === undefined) return undefined;
  if (truncate === 'start') warnings.add('truncate', 'Ollama cuts inputs that are too long at their end.');
  return truncate !== 'none';
}

function warnOfTheRest({ encoding, inputType, user }: EmbedRequest, warnings: WarningList): void {
  if (encoding !== undefined && encoding !== 'float')
    warnings.add('encoding', 'Ollama answers floating-point numbers.');
  if (inputType !== undefined)
    warnings.add(
      'inputType',
      'Ollama does not tell inputs apart: put the prefix that the model wants before the text.',
    );
  if (user !== undefined) warnings.add('user', 'Ollama takes no end-user id; left out.');
}
