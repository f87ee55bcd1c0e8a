// Where the API is. Cerebras' own clients take the host alone and add the prefix themselves; both forms are good here.
import { addressWithPath, readEnvironment } from '@kit/http';

/** The environment's address (CEREBRAS_BASE_URL), else Cerebras'. */
export const defaultBaseURL = (): string =>
  withPrefix(readEnvironment('CEREBRAS_BASE_URL') ?? 'https://api.cerebras.ai');

/** An address without a path gets Cerebras'. */
export const withPrefix = (address: string): string => addressWithPath(address, '/v1');
