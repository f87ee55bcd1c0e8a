// A `generateContent` request → the unified chat request. What has no unified field travels in `vendor.gemini`, and so
// does what the encoder would write otherwise: sent on over this wire, the request says the same again.
import type { ChatRequest, JsonValue, Message, ServerRequestOptions } from '@kit/core';
import { isRecord, type JsonRecord, stringOf, warningList } from '@kit/wire';
import { encodeTools } from '../chat/encode-tools.ts';
import type { Encoding } from '../chat/encoding.ts';
import { encodeGenerationConfig } from '../chat/generation-config.ts';
import { toolNames } from '../chat/tool-names.ts';
import { bareModel } from '../dialect.ts';
import { geminiRules } from '../rules.ts';
import type { VendorFields } from '../vendor-fields.ts';
import { wireId } from '../wire-id.ts';
import { decodeConfig } from './decode-config.ts';
import { decodeContents, decodeSystem } from './decode-contents.ts';
import { decodeToolChoice, decodeTools } from './decode-tools.ts';
import { sameRequest } from './same-json.ts';
import { optionalRecord, optionalString, recordAt } from './spelling.ts';

/** @throws KitError `invalid-request` with the wire's field name */
export function decodeChatRequest(body: unknown, options: ServerRequestOptions = {}): ChatRequest {
  const { model, contents, systemInstruction, tools, toolConfig, generationConfig, serviceTier, ...rest } = recordAt(
    body,
    'request',
  );
  const system = decodeSystem(systemInstruction);
  const messages: Message[] = [...(system.message ? [system.message] : []), ...decodeContents(contents)];
  const offered = decodeTools(tools);
  const hasFunctions = offered.some(({ type }) => type !== 'hosted');
  const toolChoice = hasFunctions ? decodeToolChoice(toolConfig) : undefined;
  const tier = optionalString(serviceTier, 'serviceTier');
  const name = options.model ?? stringOf(model);
  const config = optionalRecord(generationConfig, 'generationConfig') ?? {};
  const request: ChatRequest = {
    ...(name !== undefined && { model: bareModel(name) }),
    messages,
    ...decodeConfig(config),
    ...(offered.length > 0 && { tools: offered }),
    ...(toolChoice !== undefined && { toolChoice }),
    ...(tier !== undefined && { serviceTier: tier }),
  };
  const own = {
    ...rest,
    ...(system.asIs !== undefined && { systemInstruction: system.asIs }),
    ...unsaid(request, { tools, toolConfig: optionalRecord(toolConfig, 'toolConfig'), config }),
  } as VendorFields;
  return Object.keys(own).length > 0 ? { ...request, vendor: { [wireId]: own } } : request;
}

interface Raw {
  readonly tools: unknown;
  readonly toolConfig: JsonRecord | undefined;
  readonly config: JsonRecord;
}

/** What the encoder, given the unified request, would leave out or spell otherwise. */
function unsaid(request: ChatRequest, { tools, toolConfig, config }: Raw): Record<string, unknown> {
  const rules = geminiRules(request.model);
  const encoding: Encoding = {
    context: { provider: wireId, vendor: wireId, origin: {} },
    dialect: {},
    rules,
    warnings: warningList(),
    names: toolNames(rules.nameLength),
    calls: new Map(),
  };
  const again = encodeTools(request, encoding);
  const configAgain = encodeGenerationConfig(request, again, {}, encoding);
  const toolConfigLeft = difference(withoutDefaultMode(toolConfig), again.toolConfig);
  const configLeft = difference(config, configAgain, { responseJsonSchema: 'responseSchema' });
  return {
    ...(tools !== undefined && !sameRequest(tools, again.tools ?? []) && { tools }),
    ...(toolConfigLeft && { toolConfig: toolConfigLeft }),
    ...(configLeft && { generationConfig: configLeft }),
  };
}

/** Members of `raw` that `again` does not say in the same way. */
function difference(
  raw: JsonRecord | undefined,
  again: object | undefined,
  aliases: Readonly<Record<string, string>> = {},
): Record<string, JsonValue> | undefined {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(again ?? {})) known[aliases[name] ?? name] = value;
  const left = Object.entries(raw ?? {}).filter(
    ([name, value]) => !sameRequest({ [name]: value }, { [name]: known[aliases[name] ?? name] }),
  );
  return left.length > 0 ? (Object.fromEntries(left) as Record<string, JsonValue>) : undefined;
}

/** `AUTO` without names is what the vendor assumes anyway. */
function withoutDefaultMode(toolConfig: JsonRecord | undefined): JsonRecord | undefined {
  const calling = toolConfig?.functionCallingConfig;
  if (!isRecord(calling) || Object.keys(calling).length !== 1 || calling.mode !== 'AUTO') return toolConfig;
  const { functionCallingConfig: _, ...rest } = toolConfig as JsonRecord;
  return rest;
}
