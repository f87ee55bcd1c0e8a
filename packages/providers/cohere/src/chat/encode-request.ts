// A chat request in Cohere's words: the body of `POST /v2/chat`.
import { type ChatRequest, type CodecContext, type Encoded, type JsonValue, vendorOptions } from '@kit/core';
import { arrayOf, recordOf, stringOf, type WarningList, warningList } from '@kit/wire';
import { thinks } from '../capabilities.ts';
import { type Draft, jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeOutput } from './encode-output.ts';
import { encodeSampling } from './encode-sampling.ts';
import { encodeThinking } from './encode-thinking.ts';
import { encodeTools } from './encode-tools.ts';
import type { Encoding } from './encoding.ts';

/** What reading the answer needs to know of the request. */
export interface ChatState {
  readonly model: string | undefined;
  /** Ids of the documents in their order, for `documentIndex` of citations. */
  readonly documentIds: readonly string[];
}

export function encodeChat(request: ChatRequest, context: CodecContext, stream: boolean): Encoded<ChatState> {
  const warnings = warningList();
  const model = request.model ?? '';
  const encoding: Encoding = { context, warnings, thinks: thinks(model), documents: [] };
  const own = vendorOptions(request.vendor, context, wireId) ?? {};
  const messages = encodeMessages(request.messages, encoding);
  const tools = encodeTools(request, warnings);
  const documents = [...encoding.documents, ...(arrayOf(own.documents) as JsonValue[])];
  const output = encodeOutput(
    request.output,
    { tools: tools.tools !== undefined, documents: documents.length > 0 },
    warnings,
  );
  warnOfTheRest(request, warnings);
  const body: Draft = {
    model: request.model,
    messages:
      output.instruction === undefined ? messages : [{ role: 'system', content: output.instruction }, ...messages],
    ...tools,
    response_format: output.format,
    thinking: encodeThinking(request.reasoning, encoding),
    ...encodeSampling(request, warnings),
    ...(stream && { stream: true }),
    ...own,
    documents: documents.length > 0 ? documents : undefined,
  };
  return {
    wire: { body: jsonBody(body) },
    warnings: warnings.warnings,
    state: { model: request.model, documentIds: documents.map(documentId) },
  };
}

/** The vendor's own numbering stands for ids that are not given. */
function documentId(document: JsonValue, at: number): string {
  return stringOf(recordOf(document)?.id) ?? `doc:${at}`;
}

const without: readonly (readonly [field: keyof ChatRequest, detail: string])[] = [
  ['user', 'Cohere takes no end-user id; left out.'],
  ['metadata', 'Cohere takes no metadata; left out.'],
  ['serviceTier', 'Cohere has no service tiers (see `vendor.cohere.priority`); left out.'],
  ['promptCache', 'Cohere caches prefixes by itself; nothing can be said about it.'],
];

function warnOfTheRest(request: ChatRequest, warnings: WarningList): void {
  for (const [field, detail] of without) if (request[field] !== undefined) warnings.add(field, detail);
  if (request.n !== undefined && request.n > 1) warnings.add('n', 'Cohere gives one answer a request.');
  if (request.parallelToolCalls === false)
    warnings.add('parallelToolCalls', 'Cohere cannot be kept from calling several tools at once.');
}
