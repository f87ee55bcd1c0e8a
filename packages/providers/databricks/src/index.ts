// @kit/provider-databricks: models that Databricks serves, over OpenAI's wire and its own.
export { type DatabricksOperation, type DatabricksOptions, databricks } from './databricks.ts';
export type { DatabricksInvokeRequest, DatabricksInvokeResponse } from './invoke.ts';
