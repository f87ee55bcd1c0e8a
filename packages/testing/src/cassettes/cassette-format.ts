// The file of a cassette: JSON, indented, so that a change of a recording can be read as a difference.
import { KitError } from '@kit/core';
import type { Exchange } from '../exchange.ts';
import { type RecordedExchange, responseBytes } from './recorded-exchange.ts';

const format = 'kit-cassette/1';

export function printCassette(exchanges: readonly RecordedExchange[]): string {
  return `${JSON.stringify({ format, exchanges }, null, 2)}\n`;
}

/** @throws KitError `config` if the text is no cassette */
export function parseCassette(text: string): RecordedExchange[] {
  let cassette: { format?: unknown; exchanges?: unknown } | null;
  try {
    cassette = JSON.parse(text);
  } catch (cause) {
    throw new KitError('config', 'The cassette is no JSON.', { cause });
  }
  if (cassette?.format !== format || !Array.isArray(cassette.exchanges)) {
    throw new KitError('config', `This is no cassette that can be read here: its \`format\` must be "${format}".`);
  }
  return cassette.exchanges as RecordedExchange[];
}

/**
 * The exchanges of a cassette for `replayServer()`, which can cut and break them. Those without an answer are left out.
 *
 * @example
 * const server = await replayServer({ exchanges: cassetteExchanges(await readFile('chat.json', 'utf8')), faults: [{ type: 'cut' }] });
 */
export function cassetteExchanges(text: string): Exchange[] {
  return parseCassette(text).flatMap(({ request, response }) => {
    if (!response) return [];
    const { status, headers, chunkLengths } = response;
    const base64 = Buffer.from(responseBytes(response)).toString('base64');
    return [
      {
        request: { method: request.method, url: request.url },
        response: { status, headers, base64, ...(chunkLengths && { chunkLengths }) },
      },
    ];
  });
}
