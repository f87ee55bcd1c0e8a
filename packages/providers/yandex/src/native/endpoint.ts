// Where the native wire lives, unless an address was configured.
import type { Endpoint } from '@kit/core';

export const nativeURL = 'https://llm.api.cloud.yandex.net';

export const nativeEndpoint = (
  path: string,
  method = 'POST',
): Pick<Endpoint, 'method' | 'baseURL'> & { readonly path: string } => ({
  method,
  path,
  baseURL: nativeURL,
});
