// How fal answers: at once, or from the queue: put in, looked at, fetched.
import type { Exchange, ExchangeResponse, Replies } from '@kit/testing';

export type Mode = 'queue' | 'sync';

export const requestId = '764cabcf-b745-4b3e-ae38-1200304cf45b';

/** What the queue says to work that is put in. */
export const taken = (id = requestId): ExchangeResponse => ({
  body: {
    request_id: id,
    status: 'IN_QUEUE',
    queue_position: 0,
    response_url: `{{origin}}/requests/${id}`,
    status_url: `{{origin}}/requests/${id}/status`,
    cancel_url: `{{origin}}/requests/${id}/cancel`,
  },
});

/** `app` is the owner and alias: what stands below them does not count any more. */
export function queued(model: string, app: string, output: ExchangeResponse, id = requestId): readonly Exchange[] {
  const at = `/${app}/requests/${id}`;
  const status = (value: string, code: number): Exchange => ({
    request: { method: 'GET', url: `${at}/status` },
    response: { status: code, body: { status: value, logs: [{ message: 'step', timestamp: '2026-11-01' }] } },
  });
  return [
    { request: { url: `/${model}` }, response: taken(id) },
    status('IN_PROGRESS', 202),
    status('COMPLETED', 200),
    { request: { method: 'GET', url: at }, response: output },
  ];
}

/** The same, where each request is always answered alike: the work is done at the first look. */
export function answeredAtOnce(mode: Mode, model: string, output: ExchangeResponse, id: string): Replies {
  if (mode === 'sync') return output;
  return queued(model, model, output, id).filter(({ response }) => response.status !== 202);
}

export function answered(mode: Mode, model: string, app: string, output: ExchangeResponse, id?: string): Replies {
  return mode === 'sync' ? output : queued(model, app, output, id);
}
