// What sends requests once it is loaded: the part of a transport that differs between runtimes.
import type { TransportOptions, TransportRequest, TransportResponse } from '@kit/core';

export interface Sender {
  send(request: TransportRequest, options: TransportOptions): Promise<TransportResponse>;
  close(): Promise<void>;
}
