// `GET /models`: the vendor's live list, page by page, with what each model can do.
import type { JsonValue, Model, ModelsRequest, WireReply, WireRequest } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export interface ModelsPage {
  readonly models: readonly Model[];
  /** Cursor of the next page; absent on the last one. */
  readonly after?: string;
}

const largestPage = 1000;

/** One page; `after` is the cursor of the page before. */
export function encodeModelsPage({ limit }: ModelsRequest, after?: string): WireRequest {
  const size = Math.max(1, Math.min(limit ?? largestPage, largestPage));
  return { method: 'GET', path: '/models', query: { limit: String(size), after_id: after } };
}

export function decodeModelsPage(reply: WireReply): ModelsPage {
  const body = reply.json();
  const page = recordOf(body);
  const rows = Array.isArray(body) ? body : arrayOf(page?.data);
  const models = rows
    .filter(isRecord)
    .map(decodeModel)
    .filter((model) => model !== undefined);
  const last = stringOf(page?.last_id) ?? models.at(-1)?.id;
  return { models, ...(page?.has_more === true && last !== undefined && { after: last }) };
}

/** A row of the list. `raw` keeps the vendor's own. */
export function decodeModel(row: JsonRecord): Model | undefined {
  const id = stringOf(row.id);
  if (id === undefined) return undefined;
  const name = stringOf(row.display_name);
  const maxInput = numberOf(row.max_input_tokens);
  const maxOutput = numberOf(row.max_tokens);
  const released = stringOf(row.created_at)?.slice(0, 10);
  const deprecated = stringOf(row.retires_at)?.slice(0, 10);
  const status = stringOf(row.lifecycle);
  const can = recordOf(row.capabilities);
  return {
    id,
    kind: 'chat',
    ...(name !== undefined && { name }),
    ...(maxInput !== undefined && { contextWindow: maxInput, maxInput }),
    ...(maxOutput !== undefined && { maxOutput }),
    ...(can && { input: inputsOf(can), capabilities: capabilitiesOf(can), ...reasoningOf(can) }),
    ...(released !== undefined && { released }),
    ...(deprecated !== undefined && { deprecated }),
    ...(status !== undefined && { status }),
    raw: row as JsonValue,
  };
}

const isSupported = (capability: unknown): boolean => recordOf(capability)?.supported === true;

function inputsOf(can: JsonRecord): string[] {
  return ['text', ...(isSupported(can.image_input) ? ['image'] : []), ...(isSupported(can.pdf_input) ? ['pdf'] : [])];
}

/** The vendor's words for what kit has words of its own for; the rest keeps its name. */
const capabilityNames: Readonly<Record<string, string>> = {
  image_input: 'vision',
  pdf_input: 'pdf',
  structured_outputs: 'json-schema',
  thinking: 'reasoning',
  code_execution: 'code-execution',
  context_management: 'context-management',
  server_tools: 'hosted-tools',
};

function capabilitiesOf(can: JsonRecord): string[] {
  return Object.keys(can)
    .filter((name) => isSupported(can[name]))
    .map((name) => (Object.hasOwn(capabilityNames, name) ? (capabilityNames[name] ?? name) : name));
}

function reasoningOf(can: JsonRecord): Pick<Model, 'reasoning'> {
  if (!isSupported(can.thinking)) return {};
  const types = recordOf(recordOf(can.thinking)?.types);
  const levels = recordOf(can.effort) ?? {};
  const efforts = Object.keys(levels).filter((level) => isSupported(levels[level]));
  return {
    reasoning: {
      ...(types?.disabled !== undefined && { toggle: isSupported(types.disabled) }),
      ...(efforts.length > 0 && { efforts }),
      ...(isSupported(types?.enabled) && { budget: { min: 1024 } }),
    },
  };
}
