// Where the API is: one platform for China, one for everybody else.
export const hosts = { global: 'https://api.moonshot.ai', china: 'https://api.moonshot.cn' } as const;
