// Health: the server's own word for it at its root, else the list of its models.
import { KitError, type WireReply } from '@kit/core';
import { healthOperation } from '@kit/http';
import { rootURL } from './root-url.ts';

const models = { method: 'GET', path: '/models' } as const;

/** Behind a proxy, or in an older version, there is nothing at the server's own path. */
export const healthAt = (path: string | undefined) =>
  path === undefined
    ? healthOperation({ ask: models })
    : healthOperation({
        ask: (_call, codec) => ({ method: 'GET', url: `${rootURL(codec)}${path}` }),
        otherwise: models,
        read: refusePages,
      });

/** Servers answer words, JSON or nothing at all there, and never a page. */
function refusePages(reply: WireReply): undefined {
  if (/^\s*</.test(reply.text()))
    throw new KitError('invalid-response', 'The reply is a page and no word of the server.', { status: reply.status });
}
