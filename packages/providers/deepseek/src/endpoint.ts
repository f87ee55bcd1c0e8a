// Where the API is: one host, whose paths say which wire and which stage (`/beta`, `/anthropic/v1`) is meant.
import { readEnvironment } from '@kit/http';

const host = 'https://api.deepseek.com';

/** The environment's address (DEEPSEEK_BASE_URL), else DeepSeek's. */
export const defaultBaseURL = (): string => deepseekHost(readEnvironment('DEEPSEEK_BASE_URL') ?? host);

/** DeepSeek's own address in any of its forms (`/v1`, `/beta`, `/anthropic`) is the host; other addresses are as they are. */
export function deepseekHost(address: string): string {
  return URL.canParse(address) && new URL(address).origin === host ? host : address;
}
