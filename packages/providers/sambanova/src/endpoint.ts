// Where the API is: in the cloud, or on premises, where the customer's host has the same prefix.
import { addressWithPath, readEnvironment } from '@kit/http';

/** The environment's address (SAMBANOVA_BASE_URL, or as the vendor's own client spells it), else the cloud's. */
export const defaultBaseURL = (): string =>
  withPrefix(
    readEnvironment('SAMBANOVA_BASE_URL') ?? readEnvironment('SAMBA_NOVA_BASE_URL') ?? 'https://api.sambanova.ai',
  );

/** An address without a path gets the prefix. */
export const withPrefix = (address: string): string => addressWithPath(address, '/v1');
