// What a local model is and can do.
import { type JsonObject, type Model, type Transformer, vendorOptions } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { capabilitiesOf, kindOf } from '../live-models.ts';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';

export const showTransformer: Transformer<'show', { readonly model: string }> = {
  encode({ model, verbose, vendor }, context) {
    const body = { model, verbose, ...vendorOptions(vendor, context, wireId) };
    return { wire: { body: jsonBody(body) }, warnings: [], state: { model } };
  },
  decode(reply, { model }) {
    const body = recordOf(reply.json()) ?? {};
    const texts = ['template', 'system', 'parameters', 'license', 'modelfile'] as const;
    const told = texts.flatMap((name) => {
      const text = stringOf(body[name]);
      return text === undefined ? [] : [[name, text] as const];
    });
    return { model: modelOf(model, body), ...Object.fromEntries(told), raw: body as JsonObject };
  },
};

function modelOf(id: string, body: JsonRecord): Model {
  const details = recordOf(body.details);
  const family = stringOf(details?.family);
  const info = recordOf(body.model_info) ?? {};
  const contextWindow = numberOf(details?.context_length) ?? architectureNumber(info, 'context_length');
  const dimensions = numberOf(details?.embedding_length) ?? architectureNumber(info, 'embedding_length');
  const capabilities = arrayOf(body.capabilities).filter((name) => typeof name === 'string');
  const kind = kindOf(capabilities);
  return {
    id,
    ...(family !== undefined && { family }),
    ...(kind !== undefined && { kind }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(kind === 'embedding' && dimensions !== undefined && { dimensions }),
    ...(capabilities.length > 0 && { capabilities: capabilitiesOf(capabilities) }),
  };
}

/** `<architecture>.<name>`: `llama.context_length`, `gemma3.embedding_length`. */
function architectureNumber(info: JsonRecord, name: string): number | undefined {
  const architecture = stringOf(info['general.architecture']);
  const key = architecture === undefined ? undefined : `${architecture}.${name}`;
  const field =
    key !== undefined && key in info ? key : Object.keys(info).find((candidate) => candidate.endsWith(`.${name}`));
  return field === undefined ? undefined : numberOf(info[field]);
}
