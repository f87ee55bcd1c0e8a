// Where the API is. Chats and embeddings are at an older address too; what reads documents is not.
import { readEnvironment } from '@kit/http';

/** The environment's address (UPSTAGE_API_BASE), else Upstage's. */
export const defaultBaseURL = (): string =>
  withoutSolar(readEnvironment('UPSTAGE_API_BASE') ?? 'https://api.upstage.ai/v1');

/** `https://api.upstage.ai/v1/solar` → `https://api.upstage.ai/v1`. */
export const withoutSolar = (address: string): string => address.replace(/\/v1\/solar\/?$/, '/v1');
