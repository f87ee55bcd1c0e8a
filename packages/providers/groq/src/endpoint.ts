// Where the API is. Groq's own clients take the host alone and add the prefix themselves; both forms are good here.
import { addressWithPath, readEnvironment } from '@kit/http';

/** The environment's address (GROQ_BASE_URL), else Groq's. */
export const defaultBaseURL = (): string => withPrefix(readEnvironment('GROQ_BASE_URL') ?? 'https://api.groq.com');

/** An address without a path gets Groq's. */
export const withPrefix = (address: string): string => addressWithPath(address, '/openai/v1');
