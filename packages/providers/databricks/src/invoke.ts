// databricksInvoke: an endpoint of any kind, in its own words. Models of one's own take tables, not messages.
import type { JsonObject, JsonValue, OperationDeclaration, Result, Transformer } from '@kit/core';
import { routeFor } from './endpoint.ts';

declare module '@kit/core' {
  interface Operations {
    /** Asks an endpoint as it wants to be asked: `dataframe_split`, `inputs`, `instances`, `input`, … */
    databricksInvoke: { request: DatabricksInvokeRequest; result: DatabricksInvokeResponse };
  }
}

export interface DatabricksInvokeRequest {
  /** Name of the endpoint. */
  readonly model: string;
  /** The body, as the endpoint's model wants it. */
  readonly body: JsonObject;
}

export interface DatabricksInvokeResponse extends Result {
  /** The whole reply: `{ predictions }` of models of one's own. */
  readonly output: JsonValue;
}

const transformer: Transformer<'databricksInvoke'> = {
  encode: ({ body }) => ({ wire: { body: { type: 'json', value: body } }, warnings: [], state: undefined }),
  decode: (reply) => ({ output: reply.json() as JsonValue }),
};

export const invokeDeclaration: OperationDeclaration<'databricksInvoke'> = {
  endpoint: { path: (request) => routeFor('invocations')('', request) },
  transformer,
};
