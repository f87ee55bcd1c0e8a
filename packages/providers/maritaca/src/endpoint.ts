// Where the API is. Chats are served with and without `/v1`, responses with it alone.

export const defaultBaseURL = 'https://chat.maritaca.ai/api/v1';

/** `https://chat.maritaca.ai/api` → `https://chat.maritaca.ai/api/v1`. */
export const withVersion = (address: string): string => address.replace(/\/api\/?$/, '/api/v1');
