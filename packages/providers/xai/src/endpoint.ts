// Where the API is.
import { readEnvironment } from '@kit/http';

/** The environment's address (XAI_BASE_URL), else xAI's. */
export const defaultBaseURL = (): string => readEnvironment('XAI_BASE_URL') ?? 'https://api.x.ai/v1';
