// Which fields the input of a call's model has: from the table, or from the model's own schema.
import type { Exchange } from '@kit/http';
import { type InputFields, knownFields } from '../capabilities.ts';
import { followUp } from './follow-up.ts';
import { modelInfo } from './model-info.ts';
import { routeOf } from './route.ts';
import type { AskingCall } from './run-prediction.ts';
import type { PredictionSettings } from './settings.ts';

export async function inputFields(
  purpose: Parameters<typeof knownFields>[0],
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<InputFields> {
  const { model = '' } = (call.request ?? {}) as { readonly model?: string };
  const path = settings.inputSchemas === 'live' ? infoPath(model) : undefined;
  if (path === undefined) return knownFields(purpose, model);
  const asking = { ...call, context: followUp(call.context, settings, undefined) };
  const { inputFields: live } = await modelInfo(asking, exchange, settings, path);
  return live.length > 0 ? new Set(live) : knownFields(purpose, model);
}

/** Where the schema can be looked up; a bare version and a deployment do not say whose they are. */
function infoPath(model: string): string | undefined {
  const [name = '', version] = model.split(':');
  if (version !== undefined) return `${name}/versions/${encodeURIComponent(version)}`;
  return routeOf(model).named;
}
