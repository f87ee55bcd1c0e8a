// Where the API is: Sonar and the search at the host itself, what is newer behind `/v1`.
import { readEnvironment } from '@kit/http';

/** The environment's address (PERPLEXITY_BASE_URL), else Perplexity's. */
export const defaultBaseURL = (): string => readEnvironment('PERPLEXITY_BASE_URL') ?? 'https://api.perplexity.ai';
