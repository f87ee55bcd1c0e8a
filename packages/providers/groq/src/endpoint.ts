// Where the API is. Groq's own clients take the host alone and add the prefix themselves; both forms are good here.
import { readEnvironment } from '@kit/http';

const prefix = '/openai/v1';
const groqHost = 'https://api.groq.com';

/** The environment's address (GROQ_BASE_URL), else Groq's. */
export const defaultBaseURL = (): string => withPrefix(readEnvironment('GROQ_BASE_URL') ?? groqHost);

/** An address without a path gets Groq's. */
export function withPrefix(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  return url.pathname === '/' ? `${url.origin}${prefix}${url.search}` : address;
}
