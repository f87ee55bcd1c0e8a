import { expect, it } from 'vitest';
import { mediaLink } from './media-link.ts';

it('is the link itself, or data as one', () => {
  expect(mediaLink({ url: 'https://example.com/a.png' })).toBe('https://example.com/a.png');
  expect(mediaLink({ data: new Uint8Array([1]), mediaType: 'image/png' })).toBe('data:image/png;base64,AQ==');
  expect(mediaLink({ data: 'AQ==', mediaType: 'image/png' })).toBe('data:image/png;base64,AQ==');
  expect(mediaLink({ fileId: 'file-1' })).toBeUndefined();
});
