// Where the API is: Hunyuan's own address, or the hub that has its newest models and those of others.
export const platforms = {
  hunyuan: 'https://api.hunyuan.cloud.tencent.com/v1',
  tokenhub: 'https://tokenhub.tencentmaas.com/v1',
  'tokenhub-intl': 'https://tokenhub-intl.tencentcloudmaas.com/v1',
} as const;

const hubVariables = ['TOKENHUB_API_KEY', 'TENCENT_TOKENHUB_API_KEY'];

/** Environment variables that may hold the key. */
export const keyVariables: Readonly<Record<keyof typeof platforms, readonly string[]>> = {
  hunyuan: ['HUNYUAN_API_KEY'],
  tokenhub: hubVariables,
  'tokenhub-intl': hubVariables,
};

/** The cloud's own API. */
export const nativeURL = 'https://hunyuan.tencentcloudapi.com';
