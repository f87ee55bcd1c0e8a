// @kit/plugin-otel: OpenTelemetry spans and metrics by the GenAI semantic conventions.

export { type OtelOptions, otel } from './otel.ts';
