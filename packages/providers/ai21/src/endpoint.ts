// Where the API is. AI21's own clients take host and version apart.
import { readEnvironment } from '@kit/http';

/** The environment's address (AI21_API_HOST, AI21_API_VERSION), else AI21's. */
export const defaultBaseURL = (): string => withPrefix(readEnvironment('AI21_API_HOST') ?? 'https://api.ai21.com');

/** An address without a path gets AI21's. */
export function withPrefix(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  const version = readEnvironment('AI21_API_VERSION') ?? 'v1';
  return url.pathname === '/' ? `${url.origin}/studio/${version}${url.search}` : address;
}
