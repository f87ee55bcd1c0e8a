// The API version and beta values of one request, in headers or in the body.
import type { CompleteDialect } from '../dialect.ts';
import type { Block } from '../wire-names.ts';

interface RequestKind {
  readonly betas: readonly string[];
  /** Whether the request has sampling parameters. */
  readonly sampling: boolean;
}

function versionFor({ version }: CompleteDialect, sampling: boolean): string | undefined {
  if (!version) return undefined;
  return sampling ? (version.sampling ?? version.current) : version.current;
}

/** Each value once: the dialect's, then the request's. */
function allBetas(dialect: CompleteDialect, betas: readonly string[]): readonly string[] {
  if (dialect.betas.length === 0 && betas.length === 0) return betas;
  return [...new Set([...dialect.betas, ...betas])];
}

export function requestHeaders(dialect: CompleteDialect, { betas, sampling }: RequestKind): Record<string, string> {
  const version = versionFor(dialect, sampling);
  const all = allBetas(dialect, betas);
  const headers: Record<string, string> = {};
  if (version !== undefined && dialect.version && dialect.version.in === 'header')
    headers['anthropic-version'] = version;
  if (all.length > 0 && dialect.betasIn === 'header') headers['anthropic-beta'] = all.join(',');
  return headers;
}

export function versionFields(dialect: CompleteDialect, { betas, sampling }: RequestKind): Block {
  const version = versionFor(dialect, sampling);
  const all = allBetas(dialect, betas);
  const fields: Block = {};
  if (version !== undefined && dialect.version && dialect.version.in === 'body') fields.anthropic_version = version;
  if (all.length > 0 && dialect.betasIn === 'body') fields.anthropic_beta = all;
  return fields;
}
