// Where the API is.
import { readEnvironment } from '@kit/http';

/** The environment's address (OPENROUTER_BASE_URL), else OpenRouter's. */
export const defaultBaseURL = (): string => readEnvironment('OPENROUTER_BASE_URL') ?? 'https://openrouter.ai/api/v1';
