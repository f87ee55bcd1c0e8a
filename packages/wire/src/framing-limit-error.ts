// The one error a framing throws: a single event larger than the caller allows.

/** An event outgrew the limit; the stream it came from cannot be read any further. */
export class FramingLimitError extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`One event of the stream is larger than the limit of ${limitBytes} bytes.`);
    this.name = 'FramingLimitError';
    this.limitBytes = limitBytes;
  }
}
