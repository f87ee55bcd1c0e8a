// The middleware of a service, as much of it as this workspace has.

/** The outermost first, with its settings. */
const stack: Readonly<Record<string, object>> = {
  metrics: {},
  // Far more than the benchmark asks for.
  ratelimit: { requestsPerMinute: 1_000_000_000 },
  retry: {},
  breaker: {},
  timeout: { total: '10m' },
};

export interface StackPlugin {
  /** The name of its factory: `retry`. */
  readonly name: string;
  /** The package: `@kit/plugin-retry`. */
  readonly specifier: string;
  readonly settings: object;
}

export function stackPlugins(): readonly StackPlugin[] {
  return Object.entries(stack)
    .map(([name, settings]) => ({ name, settings, specifier: `@kit/plugin-${name}` }))
    .filter(({ specifier }) => isInstalled(specifier));
}

/** With retry alone there is no stack to measure. */
export const hasStack = (): boolean => stackPlugins().length > 1;

function isInstalled(specifier: string): boolean {
  try {
    return import.meta.resolve(specifier) !== '';
  } catch {
    return false;
  }
}
