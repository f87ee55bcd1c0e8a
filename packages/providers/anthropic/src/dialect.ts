// Anthropic's own dialect of its wire: the API version and beta values that were asked for.
import { type AnthropicDialect, currentVersion, samplingVersion } from '@kit/transformer-anthropic';
import { rulesFor } from './capabilities.ts';

export interface AnthropicOwnDialect extends AnthropicDialect {
  readonly version: Exclude<NonNullable<AnthropicDialect['version']>, false>;
  readonly betas: readonly string[];
}

/** With a version of the caller's choice every request has that one, and sampling parameters only where it takes them. */
export function anthropicDialect({
  version,
  betas,
}: {
  readonly version: string | undefined;
  readonly betas: readonly string[];
}): AnthropicOwnDialect {
  return {
    rules: rulesFor,
    betas: [...new Set(betas)],
    version:
      version === undefined
        ? { in: 'header', current: currentVersion, sampling: samplingVersion }
        : { in: 'header', current: version, withoutSampling: version >= currentVersion },
  };
}
