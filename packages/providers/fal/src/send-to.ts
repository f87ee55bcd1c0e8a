// `exchange.send` to another host of the vendor's: it gets the key as well, as one of the vendor's own.
import type { Call, OperationDeclaration, WireReply, WireRequest } from '@kit/core';
import type { Exchange } from '@kit/http';
import type { AskingCall } from './queue/queue.ts';

export async function sendTo(
  baseURL: string,
  call: AskingCall,
  exchange: Exchange,
  wire: WireRequest,
): Promise<WireReply> {
  let reply: WireReply | undefined;
  const declaration = {
    endpoint: { path: '/', baseURL },
    transformer: {
      encode: () => ({ wire, warnings: [], state: undefined }),
      decode(received: WireReply) {
        reply = received;
        return {};
      },
    },
  };
  await exchange.run({ request: {}, ...call } as Call, declaration as unknown as OperationDeclaration);
  return reply as WireReply;
}
