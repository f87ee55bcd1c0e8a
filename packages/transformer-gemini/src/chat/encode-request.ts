// A chat request in Gemini's words: the body of `generateContent` and `streamGenerateContent`.

import type { ChatRequest, CodecContext, JsonValue, Warning } from '@kit/core';
import { warningList } from '@kit/wire';
import { type GeminiDialect, rulesFor } from '../dialect.ts';
import { type Body, vendorFields, vendorRecord, withVendorFields } from '../vendor-fields.ts';
import { encodeConversation } from './encode-contents.ts';
import { encodeTools } from './encode-tools.ts';
import type { Encoding } from './encoding.ts';
import { encodeGenerationConfig } from './generation-config.ts';
import { type ToolNames, toolNames } from './tool-names.ts';

/** What reading the answer needs to know of the request. */
export interface ChatState {
  readonly names: ToolNames;
}

export interface EncodedChat {
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
  readonly state: ChatState;
}

export function encodeChatRequest(request: ChatRequest, context: CodecContext, dialect: GeminiDialect): EncodedChat {
  const rules = rulesFor(dialect, request.model);
  const encoding: Encoding = {
    context,
    dialect,
    rules,
    warnings: warningList(),
    names: toolNames(rules.nameLength),
    calls: new Map(),
  };
  const own = vendorFields(request.vendor, context);
  const conversation = encodeConversation(request.messages, encoding);
  const { tools, toolConfig, ...offered } = encodeTools(request, encoding);
  const generationConfig = encodeGenerationConfig(request, offered, vendorRecord(own, 'generationConfig'), encoding);
  const tier = serviceTier(request, dialect);
  const body: Body = {
    ...(conversation.systemInstruction !== undefined && { systemInstruction: conversation.systemInstruction }),
    contents: conversation.contents,
    ...(tools && { tools }),
    ...(toolConfig && { toolConfig }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...(conversation.continuationToken !== undefined && { continuationToken: conversation.continuationToken }),
    ...tier.body,
    ...labels(request, encoding),
  };
  warnOfTheRest(request, encoding);
  const { generationConfig: _, ...rest } = own;
  return {
    body: withoutCachedFields(withVendorFields(body, rest), encoding),
    ...(tier.headers && { headers: tier.headers }),
    warnings: encoding.warnings.warnings,
    state: { names: encoding.names },
  };
}

function serviceTier(
  { serviceTier: asked }: ChatRequest,
  dialect: GeminiDialect,
): { body?: Body; headers?: Readonly<Record<string, string>> } {
  if (asked === undefined || asked === 'auto') return {};
  const tier = asked === 'default' ? 'standard' : asked;
  if (typeof dialect.serviceTier === 'function') return { headers: dialect.serviceTier(tier) };
  return { body: { serviceTier: tier } };
}

function labels({ metadata }: ChatRequest, { dialect, warnings }: Encoding): Body {
  if (metadata === undefined) return {};
  if (dialect.labels) return { labels: metadata as JsonValue };
  warnings.add('metadata', 'This API takes no metadata.');
  return {};
}

function warnOfTheRest(request: ChatRequest, { warnings }: Encoding): void {
  if (request.user !== undefined) warnings.add('user', 'This API takes no end-user id.');
  if (request.promptCache)
    warnings.add(
      'promptCache',
      'Gemini caches prefixes by itself; a cache of your own is named by `vendor.google.cachedContent`.',
    );
}

const cachedFields = ['systemInstruction', 'tools', 'toolConfig'];

/** A cached prefix holds system instruction and tools; a request that repeats them is refused. */
function withoutCachedFields(body: Body, { warnings }: Encoding): Body {
  if (body.cachedContent === undefined) return body;
  for (const field of cachedFields) {
    if (body[field] === undefined) continue;
    delete body[field];
    warnings.add(field, 'Left out: it has to be part of the cached content that the request names.');
  }
  return body;
}
