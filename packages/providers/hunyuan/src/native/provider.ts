// Hunyuan over the cloud's own API: one path, an action for each operation, signed requests.
import type { Provider } from '@kit/core';
import { embedInParts, healthOperation, httpProvider, readEnvironment, vendorClock } from '@kit/http';
import { nativeURL } from '../endpoint.ts';
import { errors, isAboutTime, tellsFailure } from '../errors.ts';
import type { HunyuanNativeOperation, HunyuanOptions } from '../hunyuan.ts';
import { actionHeaders } from './action.ts';
import { countTokensOperation } from './count-tokens.ts';
import { embedOperation } from './embed.ts';
import { imageOperation } from './image.ts';
import { tc3Auth } from './tc3-auth.ts';

export function nativeProvider(options: HunyuanOptions): Provider<HunyuanNativeOperation> {
  const { api: _, platform: __, secretId, secretKey, sessionToken, ...rest } = options;
  const { region = readEnvironment('TENCENTCLOUD_REGION'), apiKey: ___, ...http } = rest;
  const clock = vendorClock(isAboutTime);
  return httpProvider<HunyuanNativeOperation>(
    {
      id: 'hunyuan',
      name: 'Hunyuan',
      baseURL: nativeURL,
      auth: tc3Auth({ secretId, secretKey, sessionToken, clock }),
      headers: { 'x-tc-version': '2023-09-01', ...(region !== undefined && { 'x-tc-region': region }) },
      operations: {
        chat: { load: async () => (await import('./chat.ts')).chatOperation },
        stream: { load: async () => (await import('./chat.ts')).streamOperation },
        embed: embedInParts(embedOperation, 50),
        countTokens: countTokensOperation,
        image: imageOperation,
        health: healthOperation({
          ask: {
            path: '/',
            headers: actionHeaders('GetTokenCount'),
            body: { type: 'json', value: { Prompt: 'Hi' } },
          },
        }),
      },
      errors: clock.learning(errors, Date.now),
      failsInside: tellsFailure,
      // Its actions name no model.
      modelOptional: ['embed', 'countTokens', 'image'],
      catalogue: async () => (await import('../models.ts')).catalogue,
    },
    http,
  );
}
