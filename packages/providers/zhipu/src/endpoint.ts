// Where the API is: Z.ai for the world, BigModel for China.
export const hosts = { global: 'https://api.z.ai', china: 'https://open.bigmodel.cn' } as const;
