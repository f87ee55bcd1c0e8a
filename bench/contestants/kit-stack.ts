// kit through the middleware of a service: metrics, ratelimit, retry, breaker and timeout.
import { createRequire } from 'node:module';
import type { Middleware } from '@kit/core';
import type { Connect } from './contestant.ts';
import { connectThrough } from './kit.ts';
import { type StackPlugin, stackPlugins } from './stack-plugins.ts';

export const connect: Connect = (setting) => connectThrough(setting, stackPlugins().map(middlewareOf));

/** Loaded by a name that only the running benchmark knows. */
function middlewareOf({ name, specifier, settings }: StackPlugin): Middleware {
  const require = createRequire(import.meta.url);
  const plugin = require(specifier) as Record<string, ((options: object) => Middleware) | undefined>;
  const factory = plugin[name];
  if (!factory) throw new Error(`${specifier} has no ${name}()`);
  return factory(settings);
}
