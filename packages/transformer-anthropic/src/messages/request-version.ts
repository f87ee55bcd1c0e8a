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
function allBetas(dialect: CompleteDialect, betas: readonly string[]): string[] {
  return [...new Set([...dialect.betas, ...betas])];
}

export function requestHeaders(dialect: CompleteDialect, { betas, sampling }: RequestKind): Record<string, string> {
  const version = versionFor(dialect, sampling);
  const all = allBetas(dialect, betas);
  return {
    ...(version !== undefined &&
      dialect.version &&
      dialect.version.in === 'header' && { 'anthropic-version': version }),
    ...(all.length > 0 && dialect.betasIn === 'header' && { 'anthropic-beta': all.join(',') }),
  };
}

export function versionFields(dialect: CompleteDialect, { betas, sampling }: RequestKind): Block {
  const version = versionFor(dialect, sampling);
  const all = allBetas(dialect, betas);
  return {
    ...(version !== undefined && dialect.version && dialect.version.in === 'body' && { anthropic_version: version }),
    ...(all.length > 0 && dialect.betasIn === 'body' && { anthropic_beta: all }),
  };
}
