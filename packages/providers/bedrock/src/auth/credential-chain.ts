// AWS's own chain of places for credentials, of its own package.
import { KitError } from '@kit/core';
import type { AwsCredentials } from './credentials.ts';

/** What is used of the AWS package, which is loaded with the first call only. */
interface CredentialProviders {
  fromNodeProviderChain(options: { readonly profile?: string }): () => Promise<AwsCredentials>;
}

/**
 * What asks the chain; it throws KitError `authentication` where the chain finds nothing.
 * @throws KitError `config` where the package is not installed
 */
export async function credentialChain(profile: string | undefined): Promise<() => Promise<AwsCredentials>> {
  const { fromNodeProviderChain } = await loadProviders();
  const provide = fromNodeProviderChain(profile === undefined ? {} : { profile });
  return async () => {
    try {
      return await provide();
    } catch (error) {
      throw new KitError('authentication', 'Amazon Bedrock: the AWS credential chain found no credentials.', {
        cause: error,
        field: 'credentials',
      });
    }
  };
}

async function loadProviders(): Promise<CredentialProviders> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ '@aws-sdk/credential-providers');
  } catch (error) {
    const message = "bedrock(): `credentials: 'chain'` needs the package @aws-sdk/credential-providers: install it.";
    throw new KitError('config', message, { cause: error, field: 'credentials' });
  }
}
