// What Replicate knows of a model: its newest version, and the schema of its input.
import type { WireReply } from '@kit/core';
import type { Exchange } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';
import type { AskingCall } from './run-prediction.ts';
import { type ModelInfo, modelInfoMs, type PredictionSettings } from './settings.ts';

/** @param path `owner/name`, or `owner/name/versions/<id>`. */
export async function modelInfo(
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
  path: string,
): Promise<ModelInfo> {
  const { environment } = call.context;
  const known = settings.models.get(path);
  if (known && environment.now() - known.atMs < modelInfoMs) return known.info;
  const info = decodeModelInfo(await exchange.send(call, { method: 'GET', path: `/models/${path}` }));
  settings.models.set(path, { atMs: environment.now(), info });
  return info;
}

function decodeModelInfo(reply: WireReply): ModelInfo {
  const body = recordOf(reply.json());
  const version = recordOf(body?.latest_version) ?? body;
  const schemas = recordOf(recordOf(recordOf(version?.openapi_schema)?.components)?.schemas);
  const properties = recordOf(recordOf(schemas?.Input)?.properties) ?? {};
  return {
    version: stringOf(version?.id),
    inputFields: Object.entries(properties).map(([name, schema]) =>
      recordOf(schema)?.type === 'array' ? `${name}[]` : name,
    ),
  };
}
