// The shape of an image: Gemini takes an aspect ratio and a size class (`1K`, `2K`, `4K`), not pixels.

import type { ImageRequest } from '@kit/core';
import type { WarningList } from '@kit/wire';

export interface ImageShape {
  readonly aspectRatio?: string;
  readonly imageSize?: string;
}

const ratios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

export function imageShape(
  { size, aspectRatio }: Pick<ImageRequest, 'size' | 'aspectRatio'>,
  warnings: WarningList,
): ImageShape {
  const ratio = aspectRatio === undefined ? {} : { aspectRatio };
  if (size === undefined) return ratio;
  const pixels = /^(\d{2,5})[x×*](\d{2,5})$/i.exec(size);
  if (!pixels) return { ...ratio, imageSize: size };
  const width = Number(pixels[1]);
  const height = Number(pixels[2]);
  const nearest = aspectRatio ?? nearestRatio(width / height);
  const imageSize = sizeClass(Math.max(width, height));
  warnings.add('size', `Gemini takes an aspect ratio and a size class instead of pixels: ${nearest} at ${imageSize}.`);
  return { aspectRatio: nearest, ...(imageSize !== '1K' && { imageSize }) };
}

function nearestRatio(wanted: number): string {
  const distance = (ratio: string) => {
    const [width = 1, height = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(wanted / (width / height)));
  };
  return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}

function sizeClass(longestSide: number): string {
  if (longestSide <= 1536) return '1K';
  return longestSide <= 2560 ? '2K' : '4K';
}
