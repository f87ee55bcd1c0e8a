// The servers that the whole test run shares; started by whoever started the run, who says where they are.

export const redisURL: string | undefined = process.env.KIT_TEST_REDIS_URL || undefined;
export const postgresURL: string | undefined = process.env.KIT_TEST_POSTGRES_URL || undefined;

/** The name of a group of tests, which says why it is left out where its server is missing. */
export function skipped(name: string, server: 'Redis' | 'PostgreSQL', there: unknown): string {
  return there ? name : `${name} (skipped: no ${server})`;
}
