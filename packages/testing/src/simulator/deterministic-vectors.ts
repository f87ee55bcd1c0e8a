// Embeddings without a model: the same text gives the same vector, and texts that share words lie near each other.
import { seededRandom } from '../seeded-random.ts';

/** A vector of length 1. */
export function textVector(text: string, dimensions: number): number[] {
  const sum = new Float64Array(dimensions);
  for (const word of words(text)) {
    const random = seededRandom(hash(word));
    for (let at = 0; at < dimensions; at++) sum[at] = (sum[at] as number) + random() - 0.5;
  }
  const length = Math.hypot(...sum) || 1;
  return Array.from(sum, (value) => Math.round((value / length) * 1e6) / 1e6);
}

function words(text: string): readonly string[] {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return found ?? [text];
}

// FNV-1a.
function hash(text: string): number {
  let value = 2_166_136_261;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 16_777_619);
  return value >>> 0;
}
